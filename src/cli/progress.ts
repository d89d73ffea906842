import type { SingleBar } from 'cli-progress'

/** A bar on the error stream, so that the output stays clean; silent where nobody watches. */
export interface Progress {
  readonly start: (total: number) => void
  readonly at: (done: number) => void
  readonly stop: () => void
}

const SILENT: Progress = { start: () => undefined, at: () => undefined, stop: () => undefined }

/** Shows how much of something is done; `what` names it. */
export async function progress(
  what: string,
  stream: NodeJS.WritableStream & { readonly isTTY?: boolean } = process.stderr,
): Promise<Progress> {
  if (stream.isTTY !== true) return SILENT
  const { default: Bars } = await import('cli-progress')
  const bar: SingleBar = new Bars.SingleBar({
    format: `${what} {bar} {percentage} % · {eta_formatted} left`,
    stream,
    clearOnComplete: true,
    hideCursor: true,
  })
  return { start: (total) => bar.start(total, 0), at: (done) => bar.update(done), stop: () => bar.stop() }
}
