import { defineConfig } from 'vitest/config'
import { Tally } from './test/reporter.ts'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    passWithNoTests: true,
    // A busy machine makes no test fail.
    testTimeout: 30_000,
    // Tests share nothing that changes, so they can share their threads: ten times faster than a world for each file.
    pool: 'threads',
    isolate: false,
    setupFiles: ['test/setup.ts'],
    reporters: ['default', new Tally()],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['src/**/*.test.ts', 'src/index.ts'],
      reporter: ['text-summary', 'lcovonly'],
      thresholds: {
        'src/units/**': { branches: 100, perFile: true },
        'src/models/**': { branches: 100, perFile: true },
        'src/safety/**': { branches: 100, perFile: true },
        'src/planner/**': { branches: 95 },
        'src/execution/**': { branches: 95 },
      },
    },
  },
})
