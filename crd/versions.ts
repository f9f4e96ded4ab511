import * as t from 'io-ts'
import { change, renamed, type Versions } from '../lib/versions/index.ts'
import { image } from './image.ts'
import { MyApp } from './myapp.ts'
import { AnyParts, joined, MyAppV1beta1, split } from './v1beta1.ts'

/** The versions of MyApp. v1 is stored. */
export const myAppVersions: Versions = {
  hub: MyApp,
  others: [
    {
      resource: MyAppV1beta1,
      changes: [
        renamed('spec.replicas', 'spec.size'),
        change({
          hub: { path: 'spec.image', form: t.string, codec: image },
          here: { path: 'spec.image', form: AnyParts },
          toHub: joined,
          fromHub: split,
        }),
      ],
    },
  ],
}
