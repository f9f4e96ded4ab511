import picocolors from 'picocolors'
import { shown } from '../../../lib/text/shown.ts'
import { atMost } from './rateOfLines.ts'

/** `notice`: a line that programs wait for; it is written at every level. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'notice'
export type Log = (level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>) => void

export interface LogOptions {
  readonly logFormat: 'json' | 'pretty'
  readonly logLevel: Exclude<LogLevel, 'notice'>
}

const order: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'notice']

/**
 * Logs JSON by pino on stdout, or lines for people: warnings and errors on stderr, the rest
 * on stdout. Pino is loaded for JSON alone. What strangers wrote is cut, escaped and bounded in rate.
 */
export const createLog = async (options: LogOptions): Promise<Log> => {
  const log = atMost(await unlimited(options))
  const least = order.indexOf(options.logLevel)
  return (level, message, fields) => {
    if (order.indexOf(level) >= least) log(level, message, fields)
  }
}

const unlimited = async ({ logFormat, logLevel }: LogOptions): Promise<Log> => {
  if (logFormat === 'json') {
    const { pino } = await import('pino')
    const options = { base: null, timestamp: pino.stdTimeFunctions.isoTime }
    const stdout = pino.destination({ fd: 1, sync: true })
    // As for `process.stdout` in the program: where the disk is full, what it says is lost.
    stdout.on('error', error => process.stdout.emit('error', error))
    const logger = pino({ ...options, level: logLevel }, stdout)
    const notices = pino({ ...options, level: 'info' }, stdout)
    return (level, message, fields) =>
      level === 'notice' ? notices.info(fields ?? {}, shown(message)) : logger[level](fields ?? {}, shown(message))
  }
  return (level, message, fields) => {
    const grave = level === 'warn' || level === 'error'
    const label = level === 'error' ? picocolors.red('error: ') : level === 'warn' ? picocolors.yellow('warning: ') : ''
    const rest = Object.entries(fields ?? {}).map(
      ([name, value]) => ` ${picocolors.dim(`${name}=${text(value, name)}`)}`,
    )
    const stream = grave ? process.stderr : process.stdout
    stream.write(`${label}${shown(message)}${rest.join('')}\n`)
  }
}

/** A stack keeps its lines: it is of the author's own program. */
const text = (value: unknown, name: string): string =>
  name === 'stack' ? `\n${String(value)}` : shown(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
