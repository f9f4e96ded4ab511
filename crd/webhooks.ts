import { defaulting, validating } from '../lib/admission.ts'
import { reviewConversion } from '../lib/conversion.ts'
import type { Webhooks } from '../lib/webhooks.ts'
import { labelled } from './admission/labelled.ts'
import { validate } from './admission/validate.ts'
import { MyApp } from './myapp.ts'
import { myAppVersions } from './versions.ts'

/** What the API server asks about MyApps. */
export const webhooks: Webhooks = [
  defaulting(MyApp, labelled),
  validating(MyApp, validate),
  { _tag: 'Conversion', path: '/convert', resource: MyApp, review: reviewConversion(myAppVersions) },
]
