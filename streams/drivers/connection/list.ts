import { isLeft } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { map } from 'rxjs'
import { pathOf } from '../../../lib/kube/object.ts'
import type { ListPage, Sources } from '../../ports/sources.ts'
import { jsonAnswer, unreadable } from './http/jsonAnswer.ts'
import { withQuery } from './http/query.ts'
import type { Transport } from './http/transport.ts'

const List = t.type({
  apiVersion: t.string,
  kind: t.string,
  metadata: t.intersection([t.type({ resourceVersion: t.string }), t.partial({ continue: t.string })]),
  items: t.union([t.UnknownArray, t.null, t.undefined]),
})

/** The port `list`: one page. */
export const listPort =
  (transport: Transport): Sources['list'] =>
  (resource, { namespace, limit, continue: token, resourceVersion, labelSelector, fieldSelector }) => {
    const path = withQuery(pathOf(resource, namespace), {
      limit,
      continue: token,
      // The token holds the version; the server refuses both together.
      resourceVersion: token === undefined ? resourceVersion : undefined,
      labelSelector,
      fieldSelector,
    })
    return jsonAnswer(transport.send({ method: 'GET', path }), path).pipe(map(body => pageOf(body, path)))
  }

const pageOf = (body: unknown, path: string): ListPage => {
  const decoded = List.decode(body)
  if (isLeft(decoded)) throw unreadable(path, JSON.stringify(body) ?? '')
  const { apiVersion, kind, metadata, items } = decoded.right
  const identity = { apiVersion, kind: kind.replace(/List$/, '') }
  return {
    resourceVersion: metadata.resourceVersion,
    // Go sends an empty token on the last page.
    ...(metadata.continue && { continue: metadata.continue }),
    items: (items ?? []).map(item => (typeof item === 'object' && item !== null ? { ...identity, ...item } : item)),
  }
}
