import type { SingleBar } from 'cli-progress'

/** A bar on the error stream, so that the output stays clean; silent where nobody watches. */
export interface Progress {
  readonly update: (done: number) => void
  readonly stop: () => void
}

const SILENT: Progress = { update: () => undefined, stop: () => undefined }

/** Shows how much of `total` is done. */
export async function progress(total: number, what: string): Promise<Progress> {
  if (process.stderr.isTTY !== true) return SILENT
  const { default: Bars } = await import('cli-progress')
  const bar: SingleBar = new Bars.SingleBar({
    format: `${what} {bar} {percentage} % · {eta_formatted} left`,
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
  })
  bar.start(total, 0)
  return { update: (done) => bar.update(done), stop: () => bar.stop() }
}
