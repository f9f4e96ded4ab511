import { filter, map } from 'rxjs'
import { pathOf } from '../../../lib/kube/object.ts'
import type { Sources } from '../../ports/sources.ts'
import { lines } from './http/lines.ts'
import { withQuery } from './http/query.ts'
import type { Transport } from './http/transport.ts'

/** The port `watch`: one connection, line by line. Bookmarks are always asked for. */
export const watchPort =
  (transport: Transport): Sources['watch'] =>
  (resource, { namespace, resourceVersion, sendInitialEvents, timeoutSeconds, labelSelector, fieldSelector }) => {
    const path = withQuery(pathOf(resource, namespace), {
      watch: true,
      allowWatchBookmarks: true,
      timeoutSeconds,
      resourceVersion,
      sendInitialEvents,
      resourceVersionMatch: sendInitialEvents === undefined ? undefined : 'NotOlderThan',
      labelSelector,
      fieldSelector,
    })
    return transport.sendWatch({ method: 'GET', path }).pipe(
      filter(part => part._tag === 'Chunk'),
      map(part => part.bytes),
      lines(),
    )
  }
