import { change, renamed, type Versions } from '../lib/versions.ts'
import { image } from './image.ts'
import { MyApp, replicas } from './myapp.ts'
import { imageParts, joined, MyAppV1beta1, split } from './v1beta1.ts'

/** The versions of MyApp. v1 is stored. */
export const myAppVersions: Versions = {
  hub: MyApp,
  others: [
    {
      resource: MyAppV1beta1,
      changes: [
        renamed(replicas, 'spec.replicas', 'spec.size'),
        change({
          hub: { path: 'spec.image', codec: image },
          here: { path: 'spec.image', codec: imageParts },
          toHub: joined,
          fromHub: split,
        }),
      ],
    },
  ],
}
