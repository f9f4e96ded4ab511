import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'

/** A JSON path in the notation of CRDs starts at the object: `.spec.replicas`. */
export const simplePath = (jsonPath: string, path: string): readonly FieldError[] =>
  jsonPath.startsWith('.') ? [] : [fieldError.invalid(path, jsonPath, 'must be a simple json path starting with .')]
