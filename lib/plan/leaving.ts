import { describeRef, type KubeObject, refOf } from '../kube/object.ts'

/** How long a deletion may take before the owner is told, in ms. */
const patienceMs = 60_000

/** The deletions that take too long, as sentences, and when the next one will, in ms. */
export const overdue = (
  children: readonly KubeObject[],
  nowMs: number,
): { readonly told: readonly string[]; readonly requeueAfterMs?: number } => {
  const leaving = children.flatMap(child => {
    const { deletionTimestamp } = child.metadata
    return deletionTimestamp === undefined ? [] : [{ child, dueMs: Date.parse(deletionTimestamp) + patienceMs }]
  })
  const soonestMs = Math.min(...leaving.map(({ dueMs }) => dueMs).filter(dueMs => dueMs > nowMs))
  return {
    told: leaving.flatMap(({ child, dueMs }) => (dueMs > nowMs ? [] : [held(child)])),
    ...(Number.isFinite(soonestMs) && { requeueAfterMs: soonestMs - nowMs }),
  }
}

const held = (child: KubeObject): string => {
  const { deletionTimestamp, finalizers = [] } = child.metadata
  const by =
    finalizers.length === 0
      ? 'what has to end it does not: see its events'
      : `the finalizers ${finalizers.join(', ')} hold it: whoever set them has to take them away`
  return `${describeRef(refOf(child))} should be gone since ${deletionTimestamp}, and ${by}`
}
