import { isLeft } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { filter, map } from 'rxjs'
import { isRecord } from '../../../lib/json/fields.ts'
import { parsedJson } from '../../../lib/json/parsedJson.ts'
import { apiVersionOf, pathOf, type Resource } from '../../../lib/kube/object.ts'
import type { ListPage, ListPart, Sources } from '../../ports/sources.ts'
import { unreadable } from './http/jsonAnswer.ts'
import { listPieces } from './http/listPieces.ts'
import { withQuery } from './http/query.ts'
import type { Transport } from './http/transport.ts'

const List = t.type({
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
    return transport.send({ method: 'GET', path }).pipe(
      filter(part => part._tag === 'Chunk'),
      map(part => part.bytes),
      listPieces(),
      map(piece => (piece._tag === 'Items' ? partOf(piece.texts, resource, path) : pageOf(piece.text, path))),
    )
  }

/** Items of a list lack their apiVersion and kind. */
const partOf = (texts: readonly string[], resource: Resource, path: string): ListPart => {
  const identity = { apiVersion: apiVersionOf(resource), kind: resource.kind }
  return {
    part: texts.map(text => {
      const item = parsedJson(text)
      if (!isRecord(item)) throw unreadable(path, text)
      return { ...identity, ...item }
    }),
  }
}

const pageOf = (text: string, path: string): ListPage => {
  const decoded = List.decode(parsedJson(text))
  if (isLeft(decoded)) throw unreadable(path, text)
  const { metadata, items } = decoded.right
  return {
    resourceVersion: metadata.resourceVersion,
    // Go sends an empty token on the last page.
    ...(metadata.continue && { continue: metadata.continue }),
    // In the place of each that came in a part there is an empty object.
    items: (items ?? []).filter(item => !isRecord(item)),
  }
}
