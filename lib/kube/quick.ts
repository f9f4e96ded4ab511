import * as t from 'io-ts'

/**
 * The same codec, asked first whether a value is already what it decodes to:
 * that takes no notes, and nearly every object that arrives is accepted. Only
 * for a refusal, or where a default is missing, is the value decoded. Codecs that
 * change what they accept (a date out of a string) stay as they are.
 */
export const quick = <A, O>(codec: t.Type<A, O>): t.Type<A, O> => (keeps(codec) ? new QuickType(codec) : codec)

/** Whether a quick codec decodes a value to itself; false for any other codec, which has to be asked. */
export const acceptsAsIs = <A>(codec: t.Decoder<unknown, A>, value: unknown): value is A =>
  codec instanceof QuickType && codec.is(value)

class QuickType<A, O> extends t.Type<A, O> {
  constructor(codec: t.Type<A, O>) {
    super(
      codec.name,
      codec.is,
      (value, context) => (codec.is(value) ? t.success(value) : codec.validate(value, seenAs(codec, context))),
      codec.encode,
    )
  }
}

/**
 * Whether each value that the codec accepts decodes to itself. Seen by its parts:
 * an intersection never says that it encodes by identity, though it may.
 */
const keeps = (codec: t.Mixed): boolean => {
  if (codec instanceof t.IntersectionType || codec instanceof t.UnionType) return partsOf(codec).every(keeps)
  if (codec instanceof t.InterfaceType) return fieldsOf(codec).every(keeps)
  if (codec instanceof t.PartialType) return fieldsOf(codec).every(field => keeps(field) && !fills(field))
  if (codec instanceof t.DictionaryType) return keeps(codec.domain) && keeps(codec.codomain)
  return codec instanceof QuickType || (wrapped(codec) ?? codec.encode === t.identity)
}

const partsOf = ({ types }: { readonly types: readonly t.Mixed[] }): readonly t.Mixed[] => types
const fieldsOf = ({ props }: { readonly props: Readonly<Record<string, t.Mixed>> }): readonly t.Mixed[] =>
  Object.values(props)

const wrapped = (codec: t.Mixed): boolean | undefined =>
  codec instanceof t.ReadonlyType ||
  codec instanceof t.RefinementType ||
  codec instanceof t.ArrayType ||
  codec instanceof t.ReadonlyArrayType
    ? keeps(codec.type)
    : undefined

/** An absent value is accepted, but decodes to a default. */
const fills = (codec: t.Mixed): boolean => {
  const decoded = codec.decode(undefined)
  return decoded._tag === 'Right' && decoded.right !== undefined
}

/** Paths are read off the types in a context, so it has to name the codec that gathers them. */
const seenAs = (type: t.Mixed, context: t.Context): t.Context => {
  const last = context.at(-1)
  return last === undefined ? context : [...context.slice(0, -1), { ...last, type }]
}
