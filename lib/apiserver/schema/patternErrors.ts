import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { Schema } from '../../kube/schema.ts'
import { linearPattern } from '../../text/linearPattern.ts'
import { messageOf } from '../../text/messageOf.ts'

/** Compiling is the check: the API server runs RE2 as well. */
export const patternErrors = ({ pattern }: Schema, path: string): readonly FieldError[] => {
  if (pattern === undefined || pattern === '') return []
  try {
    linearPattern(pattern)
    return []
  } catch (error) {
    const why = messageOf(error)
    return [fieldError.invalid(`${path}.pattern`, pattern, `must be a valid regular expression, but isn't: ${why}`)]
  }
}
