import { isLeft } from 'fp-ts/lib/Either.js'
import { catchError, type Observable, throwError } from 'rxjs'
import { isApiFailure } from '../../../lib/kube/failure.ts'
import { explain } from '../connection/explain.ts'
import { type ClusterConnection, type ClusterOptions, openCluster } from '../connection/openCluster.ts'
import { ExitError } from './exit.ts'

export interface ConnectOptions {
  readonly kubeconfig?: string
  readonly context?: string
  readonly serviceAccount?: string
  /** For requests: more than there are workers would never be used at once. Default 32. */
  readonly connections?: number
  readonly observe?: ClusterOptions['observe']
}

/** Opens the cluster that the flags name, or ends with the line that says what is wrong. */
export const connect = async (options: ConnectOptions): Promise<ClusterConnection> => {
  const { kubeconfig, context, serviceAccount, connections, observe } = options
  const opened = await openCluster({
    ...(kubeconfig !== undefined && { kubeconfig }),
    ...(context !== undefined && { context }),
    ...(serviceAccount !== undefined && { serviceAccountDirectory: serviceAccount }),
    ...(connections !== undefined && { connections }),
    ...(observe && { observe }),
  })
  if (isLeft(opened)) throw new ExitError(opened.left)
  return explained(opened.right)
}

/** The problem of a watch whose server cannot be reached, with the server and the remedy. */
const explained = (connection: ClusterConnection): ClusterConnection => {
  const { server, sources } = connection
  const explaining = <T>(answer$: Observable<T>): Observable<T> =>
    answer$.pipe(
      catchError((error: unknown) =>
        throwError(() =>
          isApiFailure(error) && error._tag === 'Connection' && !error.sent
            ? { ...error, message: explain(error, server) }
            : error,
        ),
      ),
    )
  return {
    ...connection,
    sources: {
      ...sources,
      list: (resource, options) => explaining(sources.list(resource, options)),
      watch: (resource, options) => explaining(sources.watch(resource, options)),
    },
  }
}
