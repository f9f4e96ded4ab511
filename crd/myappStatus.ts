import * as t from 'io-ts'
import { described } from '../lib/crdSchema/annotated.ts'
import { integer } from '../lib/crdSchema/integer.ts'
import { listMap } from '../lib/crdSchema/listMap.ts'
import { text } from '../lib/crdSchema/text.ts'

/** The status of a MyApp as the API server keeps it. Conditions are those of `metav1.Condition`. */

const condition = t.readonly(
  t.intersection([
    t.type({
      type: text({
        description: 'Ready, Progressing, Stalled, or one of another writer.',
        minLength: 1,
        maxLength: 316,
      }),
      status: t.keyof({ True: null, False: null, Unknown: null }),
      lastTransitionTime: text({ description: 'When the status last changed.', format: 'date-time' }),
      reason: text({ description: 'The cause as one word.', minLength: 1, maxLength: 1_024 }),
      message: text({ description: 'The cause for people.', maxLength: 32_768 }),
    }),
    t.partial({
      observedGeneration: integer({ description: 'The generation that this was told of.', minimum: 0 }),
    }),
  ]),
)

export const MyAppStatus = described(
  t.readonly(
    t.partial({
      observedGeneration: integer({ description: 'The generation that this status was told of.', minimum: 0 }),
      replicas: integer({ description: 'Pods that exist.', minimum: 0, format: 'int32' }),
      readyReplicas: integer({ description: 'Pods that are ready.', minimum: 0, format: 'int32' }),
      selector: text({ description: 'Selects the pods; read by the scale subresource.' }),
      conditions: described(
        listMap(condition, ['type']),
        'Ready: all runs as asked. Progressing: changes are under way. Stalled: only there when a user must act.',
      ),
    }),
  ),
  'What runs.',
)
export type MyAppStatus = t.TypeOf<typeof MyAppStatus>
