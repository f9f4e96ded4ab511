import { messageOf } from '../../../../lib/text/messageOf.ts'
import { type Answer, type Ask, type Route, type Routes, said } from '../endpoint/answer.ts'
import { type Check, ping } from './check.ts'

export interface Probes {
  /** The process is restarted when one of these fails. */
  readonly healthz: readonly Check[]
  /** The process gets no requests while one of these fails. */
  readonly readyz: readonly Check[]
}

/**
 * `/healthz` and `/readyz`, each with a path for every check below it. The answers are those of the API
 * server: `ok`, or one line for each check where one fails or the client asks for `?verbose`.
 * `?exclude=NAME` leaves a check out. The path of a check shows why it fails.
 */
export const probeRoutes = (probes: Probes): Routes =>
  Object.fromEntries(
    [...Object.entries({ healthz: probes.healthz, readyz: probes.readyz })].flatMap(([probe, given]) => {
      const checks = [ping, ...given]
      const whole: Route = ask => aggregate(probe, checks, ask)
      return [
        [`/${probe}`, whole],
        [`/${probe}/`, (ask: Ask) => (ask.path === `/${probe}/` ? whole(ask) : single(probe, checks, ask))],
      ]
    }),
  )

const single = (probe: string, checks: readonly Check[], { path }: Ask): Answer => {
  const name = path.slice(`/${probe}/`.length)
  const found = checks.find(check => check.name === name)
  if (found === undefined) return said(404, `${probe} has no check ${name}: ask for ${namesOf(checks)}`)
  const problem = problemOf(found)
  return problem === undefined ? ok : said(500, `internal server error: ${problem}`)
}

const aggregate = (probe: string, checks: readonly Check[], { query }: Ask): Answer => {
  const excluded = query.getAll('exclude').flatMap(names => names.split(','))
  let failed = false
  const lines = checks.map(check => {
    if (excluded.includes(check.name)) return `[+]${check.name} excluded: ok`
    if (problemOf(check) === undefined) return `[+]${check.name} ok`
    failed = true
    return `[-]${check.name} failed: reason withheld`
  })
  if (!failed && !query.has('verbose')) return ok
  const unknown = excluded.filter(name => !checks.some(check => check.name === name))
  if (unknown.length > 0) {
    const names = unknown.map(name => JSON.stringify(name)).join(', ')
    lines.push(`warn: some health checks cannot be excluded: no matches for ${names}`)
  }
  lines.push(`${probe} check ${failed ? 'failed' : 'passed'}`)
  return said(failed ? 500 : 200, lines.join('\n'))
}

const ok: Answer = { code: 200, body: 'ok' }

const namesOf = (checks: readonly Check[]): string => checks.map(({ name }) => name).join(', ')

/** A check that throws counts as failed. */
const problemOf = ({ check }: Check): string | undefined => {
  try {
    return check()
  } catch (error) {
    return messageOf(error)
  }
}
