import type { Installation } from '../installation.ts'

/** The labels that select the series of one controller. */
export type Scraped = Pick<Installation, 'name' | 'namespace'>

/** The Service of its metrics, after which Prometheus names the job. */
export const jobOf = ({ name }: Scraped): string => `${name}-metrics`

/** Name of the Service, and of the objects for Prometheus. */
export const metricsLabels = ({ name }: Scraped) => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/component': 'metrics',
})

/** Matchers of all series of an installation, by what Prometheus adds to them. */
export const matchersOf = (scraped: Scraped): string => `job="${jobOf(scraped)}",namespace="${scraped.namespace}"`
