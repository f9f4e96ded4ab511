import { type FieldError, fieldError } from '../../lib/reviews/admission.ts'
import { bytesOfAll, MEBIBYTE } from './bytes.ts'

/** For variables that the controller itself may give to pods, now or in a later release. */
const reserved = 'SLUICE_'

/** A process starts with 2 MiB of arguments and variables at most; the pod has variables of its own as well. */
const mostBytes = MEBIBYTE

export const errorsOfEnv = (env: Readonly<Record<string, string>>): readonly FieldError[] => [
  ...Object.keys(env)
    .filter(name => name.startsWith(reserved))
    .map(name =>
      fieldError.forbidden(`spec.env[${name}]`, `names that begin with ${reserved} are the controller's own`),
    ),
  ...(bytesOfAll(Object.entries(env).flat()) > mostBytes ? [fieldError.tooLong('spec.env', mostBytes)] : []),
]
