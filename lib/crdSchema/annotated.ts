import * as t from 'io-ts'
import type { Schema } from '../kube/schema.ts'

/**
 * A codec with facts that its type alone does not express. Both the decoder and the
 * schema of the CRD follow from this one declaration. `facts` are laid over the schema
 * of the inner codec. io-ts sees a refinement, and looks through it.
 */
export class AnnotatedType<C extends t.Mixed> extends t.RefinementType<C, t.TypeOf<C>, t.OutputOf<C>, unknown> {
  readonly facts: Schema

  constructor(
    type: C,
    facts: Schema,
    validate: t.Validate<unknown, t.TypeOf<C>>,
    predicate: (value: t.TypeOf<C>) => boolean,
    name = type.name,
  ) {
    super(
      name,
      (value): value is t.TypeOf<C> => type.is(value) && predicate(value),
      validate,
      type.encode,
      type,
      predicate,
    )
    this.facts = facts
  }
}

/** Recognised by its shape, not by its class: a controller of another package has its own copy of the class. */
export const isAnnotated = (codec: t.Mixed): codec is AnnotatedType<t.Mixed> => 'facts' in codec && 'predicate' in codec

/** Facts that refuse no value: any codec may bear them. */
export type Description = Pick<
  Schema,
  'description' | 'x-kubernetes-map-type' | 'x-kubernetes-embedded-resource' | 'x-kubernetes-preserve-unknown-fields'
>

/** `codec`, with a description for `kubectl explain`. */
export const described = <C extends t.Mixed>(codec: C, facts: string | Description): AnnotatedType<C> =>
  new AnnotatedType(codec, typeof facts === 'string' ? { description: facts } : facts, codec.validate, () => true)

/**
 * `codec`, restricted. `fault` returns what is wrong with a value, `facts` say the same
 * in the schema, `name` says in messages what is accepted.
 */
export const restricted = <C extends t.Mixed>(
  codec: C,
  facts: Schema,
  fault: (value: t.TypeOf<C>) => string | undefined,
  name = codec.name,
): AnnotatedType<C> =>
  new AnnotatedType(
    codec,
    facts,
    (input, context) => {
      const decoded = codec.validate(input, context)
      if (decoded._tag === 'Left') return decoded
      const message = fault(decoded.right)
      return message === undefined ? decoded : t.failure(input, context, message)
    },
    value => fault(value) === undefined,
    name,
  )

/** An absent field becomes `value`, in the API server as in the decoder. */
export const withDefault = <C extends t.Mixed>(codec: C, value: t.TypeOf<C>): AnnotatedType<C> =>
  new AnnotatedType(
    codec,
    { default: value },
    (input, context) => (input === undefined ? t.success(value) : codec.validate(input, context)),
    () => true,
  )

/** A rule over several fields, once in CEL for the API server and once for the decoder. */
export interface CodecRule<A> {
  /** CEL over `self`. */
  readonly rule: string
  /** The rule in one line, for the author of the object. */
  readonly message: string
  readonly holds: (value: A) => boolean
}

export const ruled = <C extends t.Mixed>(codec: C, ...rules: readonly CodecRule<t.TypeOf<C>>[]): AnnotatedType<C> =>
  restricted(
    codec,
    rules.length === 0 ? {} : { 'x-kubernetes-validations': rules.map(({ rule, message }) => ({ rule, message })) },
    value => rules.find(rule => !rule.holds(value))?.message,
  )
