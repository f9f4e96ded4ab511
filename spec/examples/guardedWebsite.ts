import { defaulting, fieldError, validating, type Webhooks } from '../../lib/index.ts'
import { Website } from './website.ts'

/** A controller, and beside it what the API server asks before it keeps a Website. */
export { default } from './website.ts'

export const webhooks: Webhooks = [
  // Said once, it stays: what somebody has written is left alone.
  defaulting(Website, site => ({
    ...site,
    metadata: { ...site.metadata, labels: { tier: 'web', ...site.metadata.labels } },
  })),
  validating(Website, ({ spec }, old) => ({
    errors: [
      ...(spec.replicas > 9 ? [fieldError.invalid('spec.replicas', spec.replicas, 'must be at most 9')] : []),
      ...(old !== undefined && old.spec.pages !== spec.pages
        ? [fieldError.forbidden('spec.pages', 'may not change: make another Website')]
        : []),
    ],
    warnings: spec.replicas === 1 ? ['spec.replicas: 1: it is away while its pod is replaced'] : [],
  })),
]
