import { watch } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import { asyncScheduler, auditTime, interval, map, merge, Observable, type SchedulerLike, share, startWith } from 'rxjs'
import { conflateMap } from '../../operators/conflateMap.ts'
import { spread } from '../../operators/spread.ts'
import type { Certificates, ServerCertificate } from '../serving/serverCertificate.ts'
import type { ObserveCertificates } from './certificateEvent.ts'
import { type Pair, readPair } from './readPair.ts'

export interface CertificateFilesOptions {
  readonly observe?: ObserveCertificates
  /** Milliseconds between two looks that nothing gave cause for. Default 10,000. */
  readonly pollMs?: number
  /** Milliseconds from a change of the folder to the look at it: the second file comes after the first. Default 100. */
  readonly quietMs?: number
  /** Default: real time. */
  readonly scheduler?: SchedulerLike
}

/**
 * `tls.crt` and `tls.key` of a folder, as cert-manager's Secret is mounted. Read
 * once before it resolves: `left` is one line that says what is missing, for a
 * server without a certificate has no use, and the kubelet that restarts the process waits better.
 * A later pair that cannot be served is reported, and the one before stays.
 */
export const certificateFiles = async (
  folder: string,
  { observe = () => {}, pollMs = 10_000, quietMs = 100, scheduler = asyncScheduler }: CertificateFilesOptions = {},
): Promise<Either<string, Certificates>> => {
  const first = await readFiles(folder)
  if (isLeft(first)) return left(`${first.left}: create it, or name another folder by --webhook-cert-dir`)
  let held: Pair = first.right
  let problem: string | undefined
  observe({ _tag: 'Read' })
  observe({ _tag: 'Serving', notAfterMs: held.notAfterMs })

  /** The pair, where it is another one than before. */
  const take = (read: Either<string, Pair>): readonly ServerCertificate[] => {
    if (isLeft(read)) {
      observe({ _tag: 'Unreadable', isNew: read.left !== problem, problem: `${read.left}: the one before stays` })
      problem = read.left
      return []
    }
    problem = undefined
    observe({ _tag: 'Read' })
    if (read.right.cert === held.cert && read.right.key === held.key) return []
    held = read.right
    observe({ _tag: 'Serving', notAfterMs: held.notAfterMs })
    return [held]
  }

  const looks$ = merge(changesOf(folder).pipe(auditTime(quietMs, scheduler)), interval(pollMs, scheduler)).pipe(
    map(() => undefined),
  )
  const new$ = looks$.pipe(
    conflateMap(
      () => undefined,
      () => readFiles(folder),
    ),
    spread(take),
    share(),
  )
  const certificate$ = new Observable<ServerCertificate>(subscriber => new$.pipe(startWith(held)).subscribe(subscriber))
  return right({ certificate$, notAfter: () => held.notAfterMs })
}

const readFiles = async (folder: string): Promise<Either<string, Pair>> => {
  const [certFile, keyFile] = [join(folder, 'tls.crt'), join(folder, 'tls.key')]
  try {
    // One after the other: where neither is there, the message always names the certificate.
    const cert = await readFile(certFile, 'utf8')
    const key = await readFile(keyFile, 'utf8')
    const pair = readPair(cert, key)
    return isLeft(pair) ? left(`${pair.left}, in ${folder}`) : pair
  } catch (error) {
    return left(whyUnread(error, folder))
  }
}

const whyUnread = (error: unknown, folder: string): string => {
  const { code, path = folder, message } = error instanceof Error ? { ...fieldsOf(error), message: error.message } : {}
  if (code === 'ENOENT') return `there is no ${path}`
  if (code === 'EACCES') return `${path} may not be read by this user`
  return `${path} cannot be read: ${message ?? String(error)}`
}

const fieldsOf = (error: NodeJS.ErrnoException) => ({ code: error.code, path: error.path })

/**
 * Emits when an entry of the folder is written, or exchanged as kubelet does it
 * (`..data` is a link that it replaces). Quiet where the folder cannot be watched,
 * or is itself exchanged: looking every few seconds is for that.
 */
const changesOf = (folder: string): Observable<void> =>
  new Observable(subscriber => {
    try {
      const watcher = watch(folder, () => subscriber.next())
      watcher.on('error', () => watcher.close())
      return () => watcher.close()
    } catch {
      return undefined
    }
  })
