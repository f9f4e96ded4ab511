export const exitCodes = { done: 0, failed: 1, usage: 2 } as const

/** Ends the program with one line on stderr and this status. */
export class ExitError extends Error {
  readonly code: number
  constructor(message: string, code: number = exitCodes.failed) {
    super(message)
    this.code = code
  }
}
