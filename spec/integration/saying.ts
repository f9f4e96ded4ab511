import { MyApp, type MyAppObject } from '../../crd/myapp.ts'
import { type Controller, controller } from '../../lib/controller/controller.ts'
import type { Manifest, Resource } from '../../lib/kube/object.ts'

/** The annotation of a MyApp that says, as JSON, which children it has. */
export const childrenAnnotation = 'example.com/children'

/** A controller that wants what each MyApp says: for specs about the runtime, whatever is desired. */
export const saying = (
  name: string,
  kinds: readonly Resource[],
  more: Partial<Controller<MyAppObject>> = {},
): Controller<MyAppObject> =>
  controller({
    name,
    watches: MyApp,
    owns: kinds,
    reports: false,
    desired: ({ metadata: { annotations } }) => {
      const said = annotations?.[childrenAnnotation]
      return said === undefined ? {} : { children: childrenIn(said) }
    },
    ...more,
  })

const childrenIn = (said: string): readonly Manifest[] => JSON.parse(said)
