/** A condition that a live or ready process fulfils. */
export interface Check {
  /** The name in paths and answers: `caches`. */
  readonly name: string
  /** Answers with the problem in one line; `undefined`: none. Called at each probe. */
  readonly check: () => string | undefined
}

/** Holds whenever the process answers. */
export const ping: Check = { name: 'ping', check: () => undefined }
