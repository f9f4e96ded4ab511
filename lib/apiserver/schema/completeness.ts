import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { Schema } from '../../kube/schema.ts'

/** Fields and items that alternatives mention must have a place in the structure itself. */
export const completenessErrors = (schema: Schema, path: string): readonly FieldError[] =>
  ofAlternatives(schema, schema, path, path)

/** `said` is at `path`, what it is said of at `home`. */
const ofAlternatives = (said: Schema, structure: Schema, home: string, path: string): readonly FieldError[] => [
  ...(said.not === undefined ? [] : nested(said.not, structure, home, `${path}.not`)),
  ...(['allOf', 'anyOf', 'oneOf'] as const).flatMap(keyword =>
    (said[keyword] ?? []).flatMap((option, at) => nested(option, structure, home, `${path}.${keyword}[${at}]`)),
  ),
]

const nested = (said: Schema, structure: Schema | undefined, home: string, path: string): readonly FieldError[] => {
  if (structure === undefined) return [fieldError.required(home, `because it is defined in ${path}`)]
  return [
    ...ofAlternatives(said, structure, home, path),
    ...(said.items === undefined ? [] : nested(said.items, structure.items, `${home}.items`, `${path}.items`)),
    ...Object.entries(said.properties ?? {}).flatMap(([field, of]) => {
      const at = `.properties[${field}]`
      return nested(of, structure.properties?.[field], `${home}${at}`, `${path}${at}`)
    }),
  ]
}
