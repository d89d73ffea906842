// The house as rules. `floors` is the only list; every rule about direction is derived from it.

/** From the ground up. The rooms on one floor are strangers to each other. */
export const floors = [
  ['units'],
  ['models'],
  ['portfolio'],
  ['planner', 'safety', 'ports'],
  ['execution', 'adapters', 'store', 'codes'],
  ['backtest'],
  ['stress'],
  ['app'],
  ['api', 'cli'],
]

/** Up to this many floors, code is pure: facts in, figures out. */
export const pureFloors = 4

const tests = '[.]test[.]ts$'
const anyOf = (rooms) => `^src/(${rooms.join('|')})/`
const npm = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled', 'npm-no-pkg', 'npm-unknown']

const rule = (name, comment, { from, to }) => ({ name, comment, severity: 'error', from, to })

const upward = floors.slice(0, -1).map((rooms, at) =>
  rule(`no-import-up-from-${rooms.join('-')}`, 'A folder imports floors below its own, never above.', {
    from: { path: anyOf(rooms), pathNot: tests },
    to: { path: ['^src/index[.]ts$', anyOf(floors.slice(at + 1).flat())] },
  }),
)

const beside = floors.flatMap((rooms) =>
  rooms
    .filter(() => rooms.length > 1)
    .map((room) =>
      rule(`no-import-beside-${room}`, 'Rooms on one floor are strangers: they meet on a floor above.', {
        from: { path: anyOf([room]), pathNot: tests },
        to: { path: anyOf(rooms.filter((other) => other !== room)) },
      }),
    ),
)

const strangers = (room) =>
  rule(`${room}-are-strangers`, `What stands in src/${room} does not know its neighbours.`, {
    from: { path: `^src/${room}/([^/]+)`, pathNot: tests },
    to: { path: `^src/${room}/`, pathNot: `^src/${room}/$1(/|$)` },
  })

export default {
  forbidden: [
    ...upward,
    ...beside,
    strangers('models'),
    strangers('adapters'),
    rule('adapters-are-chosen-above', 'Only app, backtest and stress choose an adapter.', {
      from: { path: '^src/', pathNot: [tests, '^src/index[.]ts$', anyOf(['adapters', 'app', 'backtest', 'stress'])] },
      to: { path: '^src/adapters/' },
    }),
    rule('pure-floors-need-no-package', 'Below the line there is neither Node nor a package: facts are arguments.', {
      from: { path: anyOf(floors.slice(0, pureFloors).flat()), pathNot: tests },
      to: { dependencyTypes: ['core', ...npm] },
    }),
    rule('no-circle', 'Two files that need each other are one file, or a third one below both.', {
      from: {},
      to: { circular: true },
    }),
    rule('no-orphan', 'Nothing imports this file and it imports nothing: use it or remove it.', {
      from: { orphan: true, pathNot: [tests, '^src/index[.]ts$', '^src/cli/main[.]ts$', '[.]client[.]js$'] },
      to: {},
    }),
    rule('no-unresolved', 'This import leads nowhere.', { from: {}, to: { couldNotResolve: true } }),
    rule('no-development-package', 'A package of devDependencies is not there for those who install Trimtab.', {
      from: { path: '^src/', pathNot: tests },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm'], pathNot: '/@types/' },
    }),
    rule('no-import-of-tests', 'Tests and tools stand around the house; nothing in it leans on them.', {
      from: { path: '^src/', pathNot: tests },
      to: { path: [tests, '^(test|bench|script|examples)/'] },
    }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Types are imports too: a type from above ties a file to the floor above.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
}
