import type { Schema } from '../../kube/schema.ts'

/** Where a path leads, or why it leads nowhere. */
export type FoundSchema =
  | { readonly _tag: 'Found'; readonly schema: Schema | undefined }
  | { readonly _tag: 'Wrong'; readonly why: string }

const wrong = (why: string): FoundSchema => ({ _tag: 'Wrong', why })

/** Follows a path such as `.spec.color` or, where `brackets` may be, `.spec.labels['a.b']` from a schema to the one it names. */
export const schemaAtPath = (schema: Schema, path: string, brackets: boolean): FoundSchema => {
  let at: Schema | undefined = schema
  const tokens = path.match(/'(?:[^'\\]|\\.)*'|[.[\]]|[^.[\]]+/g) ?? []
  for (let next = 0; next < tokens.length; ) {
    const opening = tokens[next]
    let name = tokens[next + 1]
    if (opening !== '.' && opening !== '[') return wrong(`expected [ or . but got: ${opening}`)
    if (opening === '[' && !brackets) return wrong('array notation is not allowed')
    if (name === undefined) return wrong('unexpected end of JSON path')
    if (opening === '[') {
      if (!/^'.*'$/.test(name)) return wrong(`expected single quoted string but got ${name}`)
      if (tokens[next + 2] !== ']') return wrong(`expected ] but got ${tokens[next + 2] ?? ''}`)
      name = name.slice(1, -1).replace(/\\(.)/g, '$1')
    }
    const properties: Schema['properties'] = at?.properties
    const others: Schema['additionalProperties'] = at?.additionalProperties
    if (properties === undefined && others === undefined) return wrong('does not refer to a valid field')
    if (properties !== undefined && !Object.hasOwn(properties, name)) return wrong('does not refer to a valid field')
    at = properties === undefined ? (typeof others === 'object' ? others : undefined) : properties[name]
    next += opening === '[' ? 3 : 2
  }
  return { _tag: 'Found', schema: at }
}
