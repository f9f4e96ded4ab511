/** Something that must hold for a process to be alive, or ready. */
export interface Check {
  /** In paths and answers: `caches`. */
  readonly name: string
  /** What is wrong, in one line; `undefined`: nothing. Asked at each probe. */
  readonly check: () => string | undefined
}

/** That the process answers at all. */
export const ping: Check = { name: 'ping', check: () => undefined }
