import type { Either } from 'fp-ts/lib/Either.js'
import type { Resource } from '../kube/object.ts'

/**
 * The webhooks that an API server calls over HTTPS. A module may export
 * `webhooks: Webhooks` beside its controller. They are values like the controller;
 * `serveWebhooks` serves them, `admissionConfigurations` registers them.
 */
export type Webhooks = readonly Webhook[]

export interface Webhook {
  /** Defaulting may change an object that is written, Validating may refuse it, Conversion puts it into another version. */
  readonly _tag: 'Defaulting' | 'Validating' | 'Conversion'
  /** `/validate-example-com-v1-myapp` */
  readonly path: string
  /** The kind whose objects are reviewed. */
  readonly resource: Pick<Resource, 'group' | 'version' | 'kind' | 'plural' | 'scope'>
  readonly review: ReviewHandler
}

/** Answers one review, purely. `left`: why it is none, in one line; HTTP says 400 then. May throw: HTTP says 500 then. */
export type ReviewHandler = (review: unknown) => Either<string, Reviewed>

export interface Reviewed {
  /** The same review, with its `response`. */
  readonly review: object
  /** That the controller's own function has thrown, and what: for the log. The review is refused. */
  readonly fault?: string
}

/** `/validate-example-com-v1-myapp`, as kubebuilder names it. */
export const webhookPath = (
  verb: 'mutate' | 'validate',
  { group, version, kind }: Pick<Resource, 'group' | 'version' | 'kind'>,
): string => `/${verb}-${group.replaceAll('.', '-')}-${version}-${kind.toLowerCase()}`

/** The handlers by path, as a server takes them. Throws where two webhooks have the same path. */
export const handlersOf = (webhooks: Webhooks): Readonly<Record<string, ReviewHandler>> => {
  const twice = webhooks.find(({ path }, at) => webhooks.findIndex(other => other.path === path) !== at)
  if (twice !== undefined) throw new TypeError(`two webhooks are to be served at ${twice.path}: give each its own path`)
  return Object.fromEntries(webhooks.map(({ path, review }) => [path, review]))
}
