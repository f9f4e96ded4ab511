import { spawn } from 'node:child_process'
import { delimiter, dirname } from 'node:path'
import { BehaviorSubject, filter, firstValueFrom, map } from 'rxjs'

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A program that runs beside a test. */
export interface Program {
  readonly pid: number | undefined
  readonly ended: Promise<Ended>
  /** The first match in what it has written so far or will write. Rejects, with all it wrote, when it ends before. */
  readonly says: (pattern: RegExp) => Promise<RegExpExecArray>
  readonly send: (signal: NodeJS.Signals) => void
  /** SIGTERM, unless said otherwise; then its end. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<Ended>
}

export interface ProgramOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

const { NODE_COMPILE_CACHE } = process.env
/** Neither the credentials of who runs the tests, nor the test runner's own settings. */
const environment = {
  PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
  HOME: process.env.HOME,
  NO_COLOR: '1',
  ...(NODE_COMPILE_CACHE !== undefined && { NODE_COMPILE_CACHE }),
}

export const program = (command: string, args: readonly string[], { cwd, env = {} }: ProgramOptions = {}): Program => {
  const child = spawn(command, args, {
    ...(cwd !== undefined && { cwd }),
    env: { ...environment, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const written = new BehaviorSubject('')
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    stdout += text
    written.next(stdout + stderr)
  })
  child.stderr.setEncoding('utf8').on('data', text => {
    stderr += text
    written.next(stdout + stderr)
  })
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => {
      resolve({ code, stdout, stderr })
      written.error(new Error(`${command} ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`))
    })
  })
  return {
    pid: child.pid,
    ended,
    says: pattern =>
      firstValueFrom(
        written.pipe(
          map(text => pattern.exec(text)),
          filter(match => match !== null),
        ),
      ),
    send: signal => {
      child.kill(signal)
    },
    stop: (signal = 'SIGTERM') => {
      child.kill(signal)
      return ended
    },
  }
}

/** Runs a program to its end. */
export const execute = (command: string, args: readonly string[], options?: ProgramOptions): Promise<Ended> =>
  program(command, args, options).ended

/** `sluice` from this checkout. */
export const sluice = (args: readonly string[], options?: ProgramOptions): Program =>
  program(process.execPath, [new URL('../streams/drivers/cli/cli.ts', import.meta.url).pathname, ...args], options)
