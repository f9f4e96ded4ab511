import type { Manifest } from '../../kube/object.ts'
import { metricsLabels, type Scraped } from './scraped.ts'

/** Has the Prometheus operator scrape every pod of an installation. */
export const serviceMonitor = (scraped: Scraped): Manifest => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'ServiceMonitor',
  metadata: { name: scraped.name, namespace: scraped.namespace, labels: metricsLabels(scraped) },
  spec: {
    selector: { matchLabels: metricsLabels(scraped) },
    namespaceSelector: { matchNames: [scraped.namespace] },
    endpoints: [{ port: 'metrics', path: '/metrics', scheme: 'http', interval: '30s' }],
  },
})
