import { filter, map } from 'rxjs'
import { pathOf } from '../../../lib/object.ts'
import type { Sources } from '../../sources.ts'
import { lines } from './lines.ts'
import { withQuery } from './query.ts'
import type { Transport } from './transport.ts'

/** The port `watch`: one connection, line by line. Bookmarks are always asked for. */
export const watch =
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
