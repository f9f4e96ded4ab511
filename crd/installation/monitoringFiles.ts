import { manifestText } from '../../lib/manifests/manifestText.ts'
import { dashboard } from '../../lib/manifests/monitoring/dashboard.ts'
import { prometheusRule } from '../../lib/manifests/monitoring/prometheusRule.ts'
import type { Scraped } from '../../lib/manifests/monitoring/scraped.ts'
import { serviceMonitor } from '../../lib/manifests/monitoring/serviceMonitor.ts'
import { installation } from './installation.ts'

/**
 * The files that make Prometheus and Grafana know an installation: the text of each
 * file, by its path. Apart from the rest, for the Prometheus operator's kinds are
 * not in every cluster: `kubectl apply -k crd/monitoring`. The dashboard is a
 * ConfigMap that Grafana's sidecar finds, or is imported by hand.
 */
export const monitoringFiles = (scraped: Scraped = installation()): { readonly [path: string]: string } => ({
  'crd/monitoring/servicemonitor.yaml': generated(serviceMonitor(scraped)),
  'crd/monitoring/prometheusrule.yaml': generated(prometheusRule(scraped)),
  'crd/monitoring/dashboard.json': `${JSON.stringify(dashboard(scraped), undefined, 2)}\n`,
  'crd/monitoring/kustomization.yaml': generated({
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    namespace: scraped.namespace,
    resources: ['servicemonitor.yaml', 'prometheusrule.yaml'],
    configMapGenerator: [
      {
        name: `${scraped.name}-dashboard`,
        files: ['dashboard.json'],
        options: { disableNameSuffixHash: true, labels: { grafana_dashboard: '1' } },
      },
    ],
  }),
})

const generated = (object: object): string =>
  `# Generated from lib/manifests/monitoring/. Do not edit: npm run manifests\n${manifestText([object])}`
