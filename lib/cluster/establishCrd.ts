import { equal, isRecord } from '../equal.ts'
import { recordAt, recordsAt, textAt, textsAt } from './kinds/builtin.ts'
import type { ApiObject } from './resourceType.ts'
import { timestamp } from './timestamp.ts'

/** Defaults of the names and the conversion: what the server fills in before it validates. */
export const defaultCrd = (crd: ApiObject): ApiObject => {
  const spec = recordAt(crd, 'spec')
  const names = recordAt(spec, 'names')
  const kind = textAt(names, 'kind')
  const filled = {
    ...names,
    ...(textAt(names, 'singular') === '' && { singular: kind.toLowerCase() }),
    ...(textAt(names, 'listKind') === '' && { listKind: `${kind}List` }),
  }
  const conversion = isRecord(spec.conversion) ? spec.conversion : { strategy: 'None' }
  return equal(filled, names) && conversion === spec.conversion
    ? crd
    : { ...crd, spec: { ...spec, names: filled, conversion } }
}

/** A CRD as its own controllers leave it: names accepted, established, the storage version remembered. */
export const establishCrd = (crd: ApiObject, nowMs: number): ApiObject => {
  const filled = defaultCrd(crd)
  const spec = recordAt(filled, 'spec')
  const before = recordAt(filled, 'status')
  const storage = recordsAt(spec, 'versions').find(version => version.storage === true)
  const stored = textsAt(before, 'storedVersions')
  const storageName = textAt(storage ?? {}, 'name')
  const conditions = wanted.map(condition => {
    const known = recordsAt(before, 'conditions').find(found => found.type === condition.type)
    return known?.status === condition.status ? known : { ...condition, lastTransitionTime: timestamp(nowMs) }
  })
  const others = recordsAt(before, 'conditions').filter(found => !wanted.some(({ type }) => type === found.type))
  const status = {
    ...before,
    conditions: [...conditions, ...others],
    acceptedNames: recordAt(spec, 'names'),
    storedVersions: stored.includes(storageName) ? stored : [...stored, storageName],
  }
  return equal(status, filled.status) ? filled : { ...filled, status }
}

const wanted = [
  { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' },
  {
    type: 'Established',
    status: 'True',
    reason: 'InitialNamesAccepted',
    message: 'the initial names have been accepted',
  },
]
