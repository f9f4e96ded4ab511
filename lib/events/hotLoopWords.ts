import { describeRef } from '../kube/object.ts'
import type { ChildChange } from '../plan/childChange.ts'
import type { HotLoop } from '../retry/streak.ts'

/** What goes round, with the fields that were written last where they are known, and what to look for. */
export const describeHotLoop = ({ object, why }: HotLoop, changes: readonly ChildChange[] = []): string => {
  const fields = hotFieldsOf({ object }, changes)
  const what = fields.length === 0 ? object : `${object} (${fields.join(', ')})`
  return why === 'Overwritten'
    ? `another writer, or another version of this controller, undoes each write of ${what} at once: slowed down until one of them lets go`
    : `${what} is wanted otherwise by each plan, and written over and over: slowed down; desired has to answer the same for the same objects`
}

/** The fields that the last write of the object changed, a few at most. */
export const hotFieldsOf = (
  { object }: Pick<HotLoop, 'object'>,
  changes: readonly ChildChange[] = [],
): readonly string[] =>
  [...new Set(changes.filter(({ child }) => describeRef(child) === object).flatMap(({ paths }) => paths))].slice(
    0,
    mostFields,
  )

const mostFields = 5
