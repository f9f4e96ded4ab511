import { catchError, map, of, throwError } from 'rxjs'
import { isApiFailure } from '../../../lib/kube/failure.ts'
import { KubeObject, pathOf } from '../../../lib/kube/object.ts'
import type { Sources } from '../../ports/sources.ts'
import { jsonAnswer, unreadable } from './http/jsonAnswer.ts'
import type { Transport } from './http/transport.ts'

/** The port `read`: a GET without a resourceVersion, which the server answers consistently. */
export const readPort =
  (transport: Transport): Sources['read'] =>
  (resource, ref) => {
    const path = pathOf(resource, ref.namespace, ref.name)
    return jsonAnswer(transport.send({ method: 'GET', path }), path).pipe(
      map(body => {
        if (!KubeObject.is(body)) throw unreadable(path, JSON.stringify(body) ?? '')
        return body
      }),
      catchError((error: unknown) =>
        isApiFailure(error) && error._tag === 'Status' && error.code === 404 ? of(undefined) : throwError(() => error),
      ),
    )
  }
