import { metaOf, withMeta } from '../objects/meta.ts'
import type { ApiObject } from '../objects/resourceType.ts'

/** The object with each owner once, and the warning that is due where one was named twice. */
export const soleOwners = (object: ApiObject, method: string): readonly [ApiObject, readonly string[]] => {
  const { ownerReferences = [] } = metaOf(object)
  const uids = ownerReferences.map(({ uid }) => uid)
  const sole = ownerReferences.filter(({ uid }, at) => uids.indexOf(uid) === at)
  if (sole.length === ownerReferences.length) return [object, []]
  const doubles = [...new Set(uids.filter((uid, at) => uids.indexOf(uid) !== at))].join(', ')
  // The result of a patch is checked later.
  const when = method === 'PATCH' ? ' after mutating admission happens' : ''
  const warning = `.metadata.ownerReferences contains duplicate entries${when}; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${doubles}`
  return [withMeta(object, { ownerReferences: sole }), [warning]]
}
