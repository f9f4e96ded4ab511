import { defaulting, validating } from '../../lib/reviews/admission.ts'
import { reviewConversion } from '../../lib/reviews/conversion.ts'
import type { Webhooks } from '../../lib/reviews/webhooks.ts'
import { MyApp } from '../myapp.ts'
import { myAppVersions } from '../versions.ts'
import { labelled } from './labelled.ts'
import { validate } from './validate.ts'

/** The webhooks of MyApp. */
export const webhooks: Webhooks = [
  defaulting(MyApp, labelled),
  validating(MyApp, validate),
  { _tag: 'Conversion', path: '/convert', resource: MyApp, review: reviewConversion(myAppVersions) },
]
