/** The parts of a GET request that routes read. */
export interface Ask {
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

export interface Answer {
  readonly code: number
  readonly body: string
  /** Default: plain text. */
  readonly contentType?: string
  readonly headers?: Readonly<Record<string, string>>
}

export type Route = (ask: Ask) => Answer | Promise<Answer>

/** By path. A path that ends in `/` serves everything below it. */
export type Routes = Readonly<Record<string, Route>>

/** An answer of one line: every error is answered so. */
export const said = (code: number, line: string, headers?: Answer['headers']): Answer => ({
  code,
  body: `${line}\n`,
  ...(headers && { headers }),
})
