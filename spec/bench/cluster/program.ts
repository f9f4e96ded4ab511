import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { type Usage, usageOf } from './usage.ts'

/** A controller under test, as a process. */
export interface Program {
  readonly startedMs: number
  readonly usage: Usage
  /** When it printed the line `ready`. */
  readonly ready: Promise<number>
  /** Rejects when it ends by itself. */
  readonly died: Promise<never>
  /** SIGTERM, and SIGKILL after ten seconds. */
  readonly stop: () => Promise<void>
}

export const startProgram = ([file = '', ...args]: readonly string[]): Program => {
  const startedMs = performance.now()
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  let isStopping = false
  const died = ended.then(([code, signal]): Promise<never> => {
    if (isStopping) return new Promise(() => undefined)
    throw new Error(`${file} ended by itself: ${signal ?? code}`)
  })
  died.catch(() => undefined)
  const ready = new Promise<number>(resolve => {
    createInterface({ input: child.stdout }).on('line', line => {
      if (line.trim() === 'ready') resolve(performance.now())
    })
  })
  const usage = usageOf(child.pid ?? 0)
  return {
    startedMs,
    usage,
    ready,
    died,
    stop: async () => {
      isStopping = true
      usage.stop()
      child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
      await ended
      clearTimeout(late)
    },
  }
}
