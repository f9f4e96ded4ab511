import type { Manifest } from '../kube/object.ts'
import { type Installation, installationLabels, placed, ports, servesWebhooks } from './installation.ts'
import { webhookService } from './webhooks.ts'

/** The Services of its webhooks and of its metrics. */
export const installationServices = (installation: Installation): readonly Manifest[] => [
  ...(servesWebhooks(installation) ? [service(installation, 'webhooks', webhookService(installation).port)] : []),
  service(installation, 'metrics', ports.metrics),
]

const service = (installation: Installation, what: 'webhooks' | 'metrics', port: number): Manifest => {
  const { labels, ...rest } = placed(installation, `-${what}`)
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...rest, labels: { ...labels, 'app.kubernetes.io/component': what } },
    spec: {
      selector: installationLabels(installation),
      ports: [{ name: what, port, targetPort: what, protocol: 'TCP' }],
    },
  }
}

/**
 * The traffic of its pods: requests for webhooks, metrics and probes, names
 * and the API server. That has no pods of its own to select, so its usual ports are
 * open to anywhere; an API server behind another port needs it here.
 */
export const networkPolicy = (installation: Installation): Manifest => {
  const incoming = [...(servesWebhooks(installation) ? [ports.webhooks] : []), ports.metrics, ports.probes]
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: placed(installation),
    spec: {
      podSelector: { matchLabels: installationLabels(installation) },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ ports: incoming.map(port => ({ port, protocol: 'TCP' })) }],
      egress: [
        {
          ports: [
            { port: 53, protocol: 'UDP' },
            { port: 53, protocol: 'TCP' },
          ],
        },
        {
          ports: [
            { port: 443, protocol: 'TCP' },
            { port: 6443, protocol: 'TCP' },
          ],
        },
      ],
    },
  }
}
