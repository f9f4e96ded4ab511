import * as t from 'io-ts'

/**
 * The same codec, asked first whether a value is already what it decodes to:
 * that takes no notes, and nearly every object that arrives is accepted. Only
 * for a refusal are the paths and reasons gathered.
 *
 * A lawful codec decodes what it encodes; so one that encodes a value to itself
 * decodes it to itself. Others (a date out of a string) stay as they are.
 */
export const quick = <A, O>(codec: t.Type<A, O>): t.Type<A, O> =>
  codec.encode !== t.identity
    ? codec
    : new t.Type(
        codec.name,
        codec.is,
        (value, context) => (codec.is(value) ? t.success(value) : codec.validate(value, seenAs(codec, context))),
        codec.encode,
      )

/** Paths are read off the types in a context, so it has to name the codec that gathers them. */
const seenAs = (type: t.Mixed, context: t.Context): t.Context => {
  const last = context.at(-1)
  return last === undefined ? context : [...context.slice(0, -1), { ...last, type }]
}
