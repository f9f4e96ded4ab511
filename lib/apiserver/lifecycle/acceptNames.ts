import { equal } from '../../json/equal.ts'
import { recordAt, textAt, textsAt } from '../../json/fields.ts'
import { type DefinitionCondition, definitionConditionOf, isTrueOf, withCondition } from '../crds/condition.ts'
import type { ApiObject } from '../objects/resourceType.ts'

/** A CRD with those of its names accepted that no other of its group has. `others`: all other CRDs. */
export const acceptNames = (crd: ApiObject, others: readonly ApiObject[], nowMs: number): ApiObject => {
  const spec = recordAt(crd, 'spec')
  const wanted = recordAt(spec, 'names')
  const status = recordAt(crd, 'status')
  const before = recordAt(status, 'acceptedNames')
  if (equal(wanted, before)) return crd
  const taken = others
    .filter(other => textAt(recordAt(other, 'spec'), 'group') === spec.group)
    .map(other => recordAt(other, 'status', 'acceptedNames'))
  const resources = new Set(
    taken.flatMap(names => [textAt(names, 'plural'), textAt(names, 'singular'), ...textsAt(names, 'shortNames')]),
  )
  const kinds = new Set(taken.flatMap(names => [textAt(names, 'kind'), textAt(names, 'listKind')]))
  const accepted: { [field: string]: unknown } = { ...before }
  let conflict: DefinitionCondition | undefined
  const claim = (field: string, reason: string, names: readonly string[], used: ReadonlySet<string>) => {
    const refused = names.filter(name => used.has(name)).map(name => `"${name}" is already in use`)
    if (refused.length === 0) accepted[field] = wanted[field]
    else conflict = { type: 'NamesAccepted', status: 'False', reason, message: listed(refused) }
  }
  const fresh = (field: string) => (textAt(wanted, field) === textAt(before, field) ? [] : [textAt(wanted, field)])
  claim('plural', 'PluralConflict', fresh('plural'), resources)
  claim('singular', 'SingularConflict', fresh('singular'), resources)
  const shortNames = textsAt(wanted, 'shortNames').filter(name => !textsAt(before, 'shortNames').includes(name))
  claim('shortNames', 'ShortNamesConflict', shortNames, resources)
  claim('kind', 'KindConflict', fresh('kind'), kinds)
  claim('listKind', 'ListKindConflict', fresh('listKind'), kinds)
  accepted.categories = wanted.categories
  const named = { ...crd, status: { ...status, acceptedNames: withoutAbsent(accepted) } }
  const judged = withCondition(named, conflict ?? free, nowMs)
  if (isTrueOf(crd, 'Established')) return judged
  if (conflict === undefined) return withCondition(judged, installing, nowMs)
  return definitionConditionOf(crd, 'Established') === undefined ? withCondition(judged, refusedNames, nowMs) : judged
}

const free: DefinitionCondition = {
  type: 'NamesAccepted',
  status: 'True',
  reason: 'NoConflicts',
  message: 'no conflicts found',
}

const installing: DefinitionCondition = {
  type: 'Established',
  status: 'False',
  reason: 'Installing',
  message: 'the initial names have been accepted',
}

const refusedNames: DefinitionCondition = {
  type: 'Established',
  status: 'False',
  reason: 'NotAccepted',
  message: 'not all names are accepted',
}

const listed = (messages: readonly string[]): string =>
  messages.length === 1 ? (messages[0] ?? '') : `[${messages.join(', ')}]`

const withoutAbsent = (names: ApiObject): ApiObject =>
  Object.fromEntries(Object.entries(names).filter(([, name]) => name !== undefined))
