import { isRight } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { PathReporter } from 'io-ts/lib/PathReporter.js'
import { type Fields, fieldsIn } from '../../../lib/json/fields.ts'

const GoDefinition = t.readonly(
  t.intersection([
    t.type({ properties: t.record(t.string, t.UnknownRecord) }),
    t.partial({ required: t.readonlyArray(t.string), mapType: t.string }),
  ]),
)
export type GoDefinition = t.TypeOf<typeof GoDefinition>

const GoKinds = t.readonly(
  t.type({
    kinds: t.record(t.string, t.string),
    definitions: t.record(t.string, GoDefinition),
    doubtful: t.readonlyArray(t.string),
  }),
)
export type GoKinds = t.TypeOf<typeof GoKinds>

/** Decodes what the Go program of a module prints. Throws if it is something else. Long names become `apps/v1.Deployment`. */
export const goKinds = (printed: string): GoKinds => {
  const decoded = GoKinds.decode(JSON.parse(printed.replace(/k8s\.io\/(?:api|apimachinery\/pkg\/apis)\//g, '')))
  if (isRight(decoded)) return decoded.right
  throw new Error(`the program that lists kinds printed something else: ${PathReporter.report(decoded)[0]}`)
}

/** The definitions of these kinds, and all to which they refer, sorted by name. Defaults that hold in other kinds alone go. */
export const reachableFrom = (
  { definitions }: GoKinds,
  kinds: ReadonlySet<string>,
): Readonly<Record<string, GoDefinition>> => {
  const found = new Map<string, GoDefinition>()
  const visit = (name: string): void => {
    const of = definitions[name]
    if (of === undefined) throw new Error(`${name} is not defined`)
    if (found.has(name)) return
    found.set(name, {
      ...of,
      properties: Object.fromEntries(
        Object.entries(of.properties).map(([field, property]) => [field, ofKinds(property, kinds)]),
      ),
    })
    for (const [, other = ''] of JSON.stringify(of).matchAll(/"\$ref":"([^"]+)"/g)) visit(other)
  }
  for (const name of kinds) visit(name)
  return Object.fromEntries([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

const ofKinds = ({ defaultIn, ...property }: Fields, kinds: ReadonlySet<string>): Fields => {
  const known = Object.entries(fieldsIn(defaultIn)).filter(([kind]) => kinds.has(kind))
  return known.length === 0 ? property : { ...property, defaultIn: Object.fromEntries(known) }
}
