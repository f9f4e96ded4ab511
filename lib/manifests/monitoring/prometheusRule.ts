import type { Manifest } from '../../kube/object.ts'
import { alerts } from './alerts.ts'
import { metricsLabels, type Scraped } from './scraped.ts'

/** The alerts of an installation, for the Prometheus operator. */
export const prometheusRule = (scraped: Scraped): Manifest => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PrometheusRule',
  metadata: { name: scraped.name, namespace: scraped.namespace, labels: metricsLabels(scraped) },
  spec: ruleFile(scraped),
})

/** The same as a file of rules, as Prometheus and promtool read it. */
export const ruleFile = (scraped: Scraped) => ({
  groups: [
    {
      name: scraped.name,
      rules: alerts(scraped).map(({ alert, expr, for: held, severity, summary, description, runbook }) => ({
        alert,
        expr,
        for: held,
        labels: { severity },
        annotations: { summary, description, runbook },
      })),
    },
  ],
})
