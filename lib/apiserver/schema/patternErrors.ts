import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { Schema } from '../../kube/schema.ts'
import { messageOf } from '../../text/messageOf.ts'
import { patternOf } from './cel/pattern.ts'

/** Compiling is the check: RE2 and JavaScript agree on what CRDs use. */
export const patternErrors = ({ pattern }: Schema, path: string): readonly FieldError[] => {
  if (pattern === undefined || pattern === '') return []
  try {
    patternOf(pattern)
    return []
  } catch (error) {
    const why = messageOf(error)
    return [fieldError.invalid(`${path}.pattern`, pattern, `must be a valid regular expression, but isn't: ${why}`)]
  }
}
