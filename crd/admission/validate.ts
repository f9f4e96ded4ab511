import { type FieldError, fieldError, type Validated } from '../../lib/reviews/admission.ts'
import type { MyAppObject } from '../myapp.ts'
import { errorsOfConfig } from './config.ts'
import { errorsOfEnv } from './env.ts'
import { faultOfImage } from './imageReference.ts'
import { errorsOfResources } from './resources.ts'
import { myAppWarnings } from './warnings.ts'

/** The faults of a MyApp that its schema lets in: with which no pod could run, or which would harm others. */
export const validate = (app: MyAppObject, old: MyAppObject | undefined): Validated => ({
  errors: [
    ...errorsOfName(app),
    ...errorsOfImage(app),
    ...errorsOfPort(app, old),
    ...errorsOfEnv(app.spec.env ?? {}),
    ...errorsOfConfig(app.spec.config ?? {}),
    ...errorsOfResources(app.spec.resources ?? {}),
  ],
  warnings: myAppWarnings(app, old),
})

/** Each cluster has a Service of this name, by which pods find the API server. */
const errorsOfName = ({ metadata, spec }: MyAppObject): readonly FieldError[] =>
  metadata.namespace === 'default' && metadata.name === 'kubernetes' && spec.port !== undefined
    ? [
        fieldError.invalid(
          'metadata.name',
          metadata.name,
          'its Service would be that of the API server: choose another',
        ),
      ]
    : []

const errorsOfImage = ({ spec: { image } }: MyAppObject): readonly FieldError[] => {
  const fault = faultOfImage(image)
  return fault === undefined ? [] : [fieldError.invalid('spec.image', image, fault)]
}

/**
 * A port may change, for its Service stays what it is; without one the Service would go, and so would the address
 * and the name that others hold: as with `clusterIP` of a Service, that is not undone by putting it back.
 */
const errorsOfPort = ({ spec }: MyAppObject, old: MyAppObject | undefined): readonly FieldError[] =>
  old?.spec.port !== undefined && spec.port === undefined
    ? [
        fieldError.forbidden(
          'spec.port',
          `may not be removed once set (it is ${old.spec.port}): the Service would go, and the address that others use`,
        ),
      ]
    : []
