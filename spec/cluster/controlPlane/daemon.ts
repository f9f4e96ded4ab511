import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'

/** A server that runs beside the tests. */
export interface Daemon {
  readonly name: string
  /** `undefined` if the program did not start; `died` then rejects with the reason. */
  readonly pid: number | undefined
  /** Rejects with the end of the log when the program ends by itself. */
  readonly died: Promise<never>
  /** Sends the signal, and resolves when the process is gone. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>
}

/** Starts a program that writes its log to a file. */
export const daemon = (name: string, path: string, args: readonly string[], logFile: string): Daemon => {
  const log = openSync(logFile, 'a')
  const child = spawn(path, args, { stdio: ['ignore', log, log] })
  closeSync(log)
  let stopping = false
  const died = new Promise<never>((_, reject) => {
    child.once('error', reject)
    child.once('exit', async (code, signal) => {
      if (stopping) return
      const text = await readFile(logFile, 'utf8').catch(() => '')
      reject(new Error(`${name} ended with ${code ?? signal}:\n${text.trimEnd().split('\n').slice(-15).join('\n')}`))
    })
  })
  // Callers race against `died`; while no caller does, its rejection must not count as unhandled.
  died.catch(() => undefined)
  return {
    name,
    pid: child.pid,
    died,
    stop: async (signal = 'SIGTERM') => {
      stopping = true
      if (isOver(child)) return
      const exited = once(child, 'exit')
      child.kill(signal)
      await exited
    },
  }
}

const isOver = (child: ChildProcess): boolean =>
  child.pid === undefined || child.exitCode !== null || child.signalCode !== null
