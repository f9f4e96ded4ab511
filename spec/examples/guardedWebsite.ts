import { defaulting, fieldError, validating, type Webhooks } from '../../lib/index.ts'
import { Website } from './website.ts'

/** The same controller, with webhooks that fill in and check each Website before the API server stores it. */
export { default } from './website.ts'

export const webhooks: Webhooks = [
  // A tier that the writer gives stays.
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
