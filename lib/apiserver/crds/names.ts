import { textAt, textsAt } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import { dns1035Label } from '../../kube/names.ts'
import type { ApiObject } from '../objects/resourceType.ts'

/** The rules for the names of a CRD's kind. `path` is `spec.names`. */
export const nameErrors = (names: ApiObject, path: string): readonly FieldError[] => {
  const kind = textAt(names, 'kind')
  return [
    ...['plural', 'singular', 'kind', 'listKind']
      .filter(field => textAt(names, field) === '')
      .map(field => fieldError.required(`${path}.${field}`)),
    ...['plural', 'singular'].flatMap(field => label(textAt(names, field), `${path}.${field}`)),
    ...['kind', 'listKind'].flatMap(field => mixedCase(textAt(names, field), `${path}.${field}`)),
    ...['shortNames', 'categories'].flatMap(field =>
      textsAt(names, field).flatMap((name, index) => label(name, `${path}.${field}[${index}]`, false)),
    ),
    ...(kind !== '' && kind === textAt(names, 'listKind')
      ? [fieldError.invalid(`${path}.listKind`, kind, 'kind and listKind may not be the same')]
      : []),
  ]
}

/** `mayBeEmpty`: that it is missing has been said. */
const label = (name: string, path: string, mayBeEmpty = true): readonly FieldError[] => {
  const wrong = name === '' && mayBeEmpty ? undefined : dns1035Label(name)
  return wrong === undefined ? [] : [fieldError.invalid(path, name, wrong)]
}

const mixedCase = (name: string, path: string): readonly FieldError[] => {
  const wrong = name === '' ? undefined : dns1035Label(name.toLowerCase())
  return wrong === undefined
    ? []
    : [fieldError.invalid(path, name, `may have mixed case, but should otherwise match: ${wrong}`)]
}
