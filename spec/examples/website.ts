import * as t from 'io-ts'
import { ConfigMap, controller, Deployment, type Manifest, resource, Service } from '../../lib/index.ts'

/** A Website serves the pages of a ConfigMap that somebody else writes. */
export const WebsiteSpec = t.type({ image: t.string, replicas: t.number, pages: t.string })
export const Website = resource('demo.dev', 'v1', 'Website', 'websites', WebsiteSpec)
type WebsiteObject = typeof Website extends { codec: { is: (value: unknown) => value is infer O } } ? O : never

export default controller({
  name: 'website',
  watches: Website,
  owns: [Deployment, Service],
  // Not owned, only read: each change of that ConfigMap plans the Websites that name it.
  related: [{ resource: ConfigMap, values: site => [`${site.metadata.namespace}/${site.spec.pages}`] }],
  desired: (site, observed) => {
    const pages = observed.related(ConfigMap)[0]
    const ready = observed.child(Deployment, site.metadata.name)?.status?.readyReplicas ?? 0
    const isReady = pages !== undefined && ready >= site.spec.replicas
    const why = pages === undefined ? `ConfigMap ${site.spec.pages} does not exist` : `${ready} replicas ready`
    return {
      children: pages === undefined ? [] : [deployment(site, pages.data ?? {}), service(site)],
      status: {
        pages: Object.keys(pages?.data ?? {}).length,
        conditions: [
          { type: 'Ready', status: isReady ? 'True' : 'False', reason: isReady ? 'Serving' : 'Waiting', message: why },
        ],
      },
    }
  },
})

const deployment = (site: WebsiteObject, pages: Readonly<Record<string, string>>): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: site.metadata.name },
  spec: {
    replicas: site.spec.replicas,
    selector: { matchLabels: { website: site.metadata.name } },
    template: {
      // Names of pages, so that a new page replaces the pods.
      metadata: {
        labels: { website: site.metadata.name },
        annotations: { 'demo.dev/pages': Object.keys(pages).join(',') },
      },
      spec: { containers: [{ name: 'web', image: site.spec.image }] },
    },
  },
})

const service = (site: WebsiteObject): Manifest => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: site.metadata.name },
  spec: { selector: { website: site.metadata.name }, ports: [{ name: 'http', port: 80 }] },
})
