import { oneLine } from '../../../lib/text/oneLine.ts'
export const exitCodes = { done: 0, failed: 1, usage: 2 } as const

/** Ends the program with one line on stderr and this status. */
export class ExitError extends Error {
  readonly code: number
  constructor(message: string, code: number = exitCodes.failed) {
    super(message)
    this.code = code
  }
}

/** Says in one line on stderr what ended the program, and gives its exit code. */
export const exitWith = (error: unknown): number => {
  const message = error instanceof Error ? error.message || error.name : String(error)
  process.stderr.write(`sluice: ${oneLine(message)}\n`)
  if (process.env.SLUICE_DEBUG !== undefined && error instanceof Error) process.stderr.write(`${error.stack}\n`)
  return error instanceof ExitError ? error.code : exitCodes.failed
}
