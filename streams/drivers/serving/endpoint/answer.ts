/** One GET, as far as the routes of an endpoint look at it. */
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

/** By path. One that ends in `/` has all that is below it. */
export type Routes = Readonly<Record<string, Route>>

/** One line, as every error is answered. */
export const said = (code: number, line: string, headers?: Answer['headers']): Answer => ({
  code,
  body: `${line}\n`,
  ...(headers && { headers }),
})
