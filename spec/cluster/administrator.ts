import { readFile } from 'node:fs/promises'
import { isLeft } from 'fp-ts/lib/Either.js'
import { catchError, firstValueFrom, map, of, throwError } from 'rxjs'
import { isApiFailure } from '../../lib/kube/failure.ts'
import { loadConfig } from '../../streams/drivers/connection/credentials/loadConfig.ts'
import { openCluster } from '../../streams/drivers/connection/openCluster.ts'
import type { AdminClient } from './controlPlane/adminClient.ts'

/** The administrator of a cluster, by any kubeconfig that the drivers can read. */
export interface Administrator {
  /** `https://127.0.0.1:41234` */
  readonly server: URL
  /** PEM. */
  readonly ca: string
  /** Resolves with the answer of any status. Rejects if there is no answer. */
  readonly send: AdminClient['send']
  /** Resolves with the JSON of the answer. Rejects with the server's message if it refuses. */
  readonly ask: (method: string, path: string, body?: object, contentType?: string) => Promise<Json>
  readonly close: () => Promise<void>
}

export interface Json {
  readonly [field: string]: unknown
}

export const administratorOf = async (kubeconfig: string): Promise<Administrator> => {
  const loaded = await loadConfig({ kubeconfig })
  const opened = await openCluster({ kubeconfig })
  if (isLeft(loaded)) throw new Error(loaded.left)
  if (isLeft(opened)) throw new Error(opened.left)
  const { certificateAuthority: authority } = loaded.right
  if (authority === undefined)
    throw new Error(`${kubeconfig} names no certificate authority, which a pod must be given`)
  const send: Administrator['send'] = (method, path, body, contentType) =>
    firstValueFrom(
      opened.right.request(method, path, { body, ...(contentType !== undefined && { contentType }) }).pipe(
        map(answer => ({ code: 200, text: JSON.stringify(answer), json: { ...Object(answer) } })),
        catchError((error: unknown) => {
          if (!isApiFailure(error)) return throwError(() => error)
          if (error._tag === 'Connection') return throwError(() => new Error(`${method} ${path}: ${error.message}`))
          return of({ code: error.code, text: error.message, json: {} })
        }),
      ),
    )
  return {
    server: new URL(opened.right.server),
    ca: authority._tag === 'File' ? await readFile(authority.path, 'utf8') : authority.data.toString('utf8'),
    send,
    ask: async (...request) => {
      const { code, text, json } = await send(...request)
      if (code >= 300) throw new Error(`${request[0]} ${request[1]}: ${code} ${text}`)
      return json
    },
    close: opened.right.close,
  }
}
