/** Does a command's work: keeps its exit code, and turns what it throws into words and an exit code. */
export type Run = (work: () => Promise<number>) => Promise<void>
