import { lookup } from '../../units/lookup.ts'
import type { Cell } from '../report/blocks.ts'
import type { Block, Document, Section } from '../report/document.ts'
import type { Chart } from '../report/lines.ts'
import { gains, writes } from './accounts.ts'
import { type About, BARE, labelled, toNumber, warned } from './page.ts'
import type { ChainFigures, Simulation } from './result.ts'
import { brief, shown, signed } from './word.ts'

/** The fewest moves that bring share prices together, from where a replay ended. */
export interface Realigned {
  readonly steps: readonly string[]
  /** Highest over lowest share price, less 1. */
  readonly spread: number
  readonly prices: readonly { readonly name: string; readonly sharePrice: bigint }[]
}

/** The accounting models on one scenario, side by side. */
export function comparison(
  results: readonly Simulation[],
  ways: readonly (Realigned | null)[],
  about: About,
): Document {
  const [first] = results
  const base = about.base
  return {
    kind: 'pool comparison',
    title: about.title,
    simulated: null,
    facts: [
      ['Models', results.map(({ model }) => model).join(', ')],
      ['Rules', about.rules],
      ['Scenario', about.file],
    ],
    sections: [
      {
        id: 'outcome',
        title: 'Result',
        lead: about.about,
        blocks: first === undefined ? [] : [finals(results, base)],
      },
      { id: 'prices', title: 'Share prices', lead: null, blocks: names(results).map((name) => chart(results, name)) },
      books(results),
      ...gains(results),
      realignment(results, ways),
      ...warned(results),
      refusals(results),
      writes(results),
    ],
    footer: ['Exact figures to the last base unit are in report.json; this page shows six places at the most.'],
  }
}

const names = ([first]: readonly Simulation[]): readonly string[] =>
  first === undefined ? [] : first.final.chains.map(({ name }) => name)

function figures({ final }: Simulation, name: string): ChainFigures | undefined {
  return final.chains.find((each) => each.name === name)
}

function finals(results: readonly Simulation[], base: string): Block {
  return {
    kind: 'table',
    caption: `Share price at the end, in ${base}, and its change`,
    columns: [
      { title: 'Chain' },
      { title: 'At the start', figure: true },
      ...results.map(({ model }) => ({ title: model, figure: true })),
    ],
    rows: names(results).map((name) => [
      name,
      startOf(results[0], name),
      ...results.map((result): Cell => {
        const before = result.samples[0]?.chains.find((each) => each.name === name)?.sharePrice ?? 0n
        const after = figures(result, name)?.sharePrice ?? 0n
        return `${shown(after, result.decimals)} (${signed(after - before, result.decimals)})`
      }),
    ]),
  }
}

function startOf(result: Simulation | undefined, name: string): Cell {
  const before = result?.samples[0]?.chains.find((each) => each.name === name)?.sharePrice
  return result === undefined || before === undefined ? null : shown(before, result.decimals)
}

/** One chain, a line for each model. */
function chart(results: readonly Simulation[], name: string): Chart {
  const [first] = results
  const lines = results.map((result) => ({
    label: result.model,
    values: result.samples.map(({ chains }) =>
      toNumber(chains.find((each) => each.name === name)?.sharePrice ?? 0n, result.decimals),
    ),
    digits: 6,
    stepped: true,
  }))
  const ends = results.map(
    (result) => `${result.model} ${shown(figures(result, name)?.sharePrice ?? 0n, result.decimals)}`,
  )
  return {
    kind: 'chart',
    id: `price-${name}`,
    title: `Share price of ${name}`,
    unit: first?.base ?? '',
    summary: `At the end: ${ends.join(', ')}.`,
    x: { kind: 'step', labels: first?.samples.map(labelled) ?? [] },
    lines,
    ...BARE,
  }
}

/** Supplies and claims at the end. */
function books(results: readonly Simulation[]): Section {
  const rows = names(results).flatMap((name) =>
    results.map((result): readonly Cell[] => {
      const at = figures(result, name)
      const say = (n: bigint | undefined): string => brief(n ?? 0n, result.decimals)
      return [name, result.model, say(at?.netAssets), say(at?.totalSupply), say(at?.virtualSupply), claimed(at, result)]
    }),
  )
  return {
    id: 'books',
    title: 'Balance sheet',
    lead: 'Net assets with the claims of the model, shares issued and virtual, and the claims themselves.',
    blocks: [
      {
        kind: 'table',
        caption: 'Chains at the end, by model',
        columns: ['Chain', 'Model', 'Net assets', 'Issued', 'Virtual', 'Claims'].map((title, at) => ({
          title,
          figure: at > 1,
        })),
        rows,
      },
    ],
  }
}

function claimed(at: ChainFigures | undefined, { decimals, base, tokens }: Simulation): string {
  const said = (at?.claims ?? []).map(({ token, amount, booked }) => {
    const claim = `${signed(amount, lookup(tokens, token) ?? decimals)} ${token}`
    return booked === 0n ? claim : `${claim}, ${signed(booked, decimals)} ${base} booked`
  })
  return said.length === 0 ? 'none' : said.join('; ')
}

/** What the planner finds to bring prices together, model by model. */
function realignment(results: readonly Simulation[], ways: readonly (Realigned | null)[]): Section {
  const rows = results.map(({ model, decimals }, at): readonly Cell[] => {
    const way = ways[at] ?? null
    if (way === null) return [model, null, 'No way in three steps', null]
    const after = way.prices.map(({ name, sharePrice }) => `${name} ${shown(sharePrice, decimals)}`).join(', ')
    return [model, String(way.steps.length), way.steps.length === 0 ? 'None needed' : way.steps.join(' · '), after]
  })
  return {
    id: 'realign',
    title: 'Back to one share price',
    lead: 'The fewest Transfers and Syncs of the tokens that crossed, found by the planner over each model from where the scenario ends; bridges take what the scenario says under `bridge`.',
    blocks: [
      {
        kind: 'table',
        caption: 'Steps to one share price',
        columns: [
          { title: 'Model' },
          { title: 'Steps', figure: true },
          { title: 'What they are' },
          { title: 'Share prices after' },
        ],
        rows,
      },
    ],
  }
}

/** What one model lets through and another does not. */
function refusals(results: readonly Simulation[]): Section {
  const rows = results.flatMap(({ model, outcomes }) =>
    outcomes.flatMap(({ number, event, refusal }): readonly (readonly Cell[])[] =>
      refusal === null ? [] : [[model, String(number), event, refusal.code, refusal.lift]],
    ),
  )
  return {
    id: 'refused',
    title: rows.length === 0 ? 'Refused events: none' : 'Refused events',
    lead: rows.length === 0 ? null : 'A refused event changes nothing.',
    blocks:
      rows.length === 0
        ? []
        : [
            {
              kind: 'table',
              caption: 'Refused events, by model',
              columns: ['Model', '#', 'Event', 'Code', 'What to do'].map((title) => ({ title })),
              rows,
            },
          ],
  }
}
