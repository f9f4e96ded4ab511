import { type ChildProcess, spawn } from 'node:child_process'
import { isRecord } from '../../../../lib/json/fields.ts'

/** An exec plugin of a kubeconfig, as far as it is run. */
export interface ExecPlugin {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** The `status` of an ExecCredential. */
export interface ExecCredential {
  readonly token?: string
  readonly clientCertificateData?: string
  readonly clientKeyData?: string
  readonly expirationTimestamp?: string
}

/** A plugin may ask a slow identity provider, but not for ever. */
const longestMs = 60_000
/** An ExecCredential is some KiB long; of complaints the beginning is enough. */
const longestOutput = 1024 * 1024

/**
 * Runs the plugin and reads the ExecCredential that it prints. It is a process group of its own, so that one which
 * takes longer than 60 s, or prints more than 1 MiB, is ended together with what it has started. Rejects with the
 * error of the system, a SyntaxError or a TypeError for what it printed, or its own complaint.
 */
export const runExecPlugin = ({ command, args, env }: ExecPlugin, limitMs = longestMs): Promise<ExecCredential> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: { ...process.env, ...env },
      detached: true,
    })
    // Not `ignore`, which needs /dev/null. A plugin that has ended reads no more.
    child.stdin.once('error', () => undefined).end()
    let [said, complained] = ['', '']
    let why: Error | undefined
    const stop = (message: string): void => {
      why ??= new Error(message)
      killAll(child)
    }
    const timer = setTimeout(() => stop(`it did not answer within ${limitMs / 1000} s`), limitMs)
    child.stdout.setEncoding('utf8').on('data', text => {
      said += text
      if (said.length > longestOutput) stop('it printed more than 1 MiB')
    })
    child.stderr.setEncoding('utf8').on('data', text => {
      complained = `${complained}${text}`.slice(0, longestOutput)
    })
    child.once('error', error => {
      why ??= error
    })
    child.once('close', code => {
      clearTimeout(timer)
      if (why) reject(why)
      else if (code !== 0) reject(new Error(complained))
      else
        try {
          resolve(credentialIn(said))
        } catch (error) {
          reject(error)
        }
    })
  })

const killAll = ({ pid }: ChildProcess): void => {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // The whole group has ended already.
  }
}

const credentialIn = (text: string): ExecCredential => {
  const printed: unknown = JSON.parse(text)
  const status = isRecord(printed) ? printed.status : undefined
  if (!isRecord(status)) throw new TypeError('no status')
  const { token, clientCertificateData, clientKeyData, expirationTimestamp } = status
  return {
    ...(typeof token === 'string' && { token }),
    ...(typeof clientCertificateData === 'string' && { clientCertificateData }),
    ...(typeof clientKeyData === 'string' && { clientKeyData }),
    ...(typeof expirationTimestamp === 'string' && { expirationTimestamp }),
  }
}
