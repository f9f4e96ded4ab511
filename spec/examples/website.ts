import * as t from 'io-ts'
import { ConfigMap, controller, Deployment, type Manifest, type ObjectOf, resource, Service } from '../../lib/index.ts'

/** A Website serves the pages of a ConfigMap that another writer keeps. */
export const WebsiteSpec = t.type({ image: t.string, replicas: t.number, pages: t.string })
export const Website = resource('demo.dev', 'v1', 'Website', 'websites', WebsiteSpec)
type Website = ObjectOf<typeof Website>

export default controller({
  name: 'website',
  watches: Website,
  owns: [Deployment, Service],
  // Read, not owned: a change of a ConfigMap plans the Websites that name it.
  related: [{ resource: ConfigMap, values: site => [`${site.metadata.namespace}/${site.spec.pages}`] }],
  desired: (site, observed) => {
    const [pages] = observed.related(ConfigMap)
    // Without its pages nothing can be said of the children: those that are there stay.
    if (pages === undefined) return { status: status('False', `no ConfigMap ${site.spec.pages}`) }
    const ready = observed.child(Deployment, site.metadata.name)?.status?.readyReplicas ?? 0
    return {
      children: [deployment(site, Object.keys(pages.data ?? {})), service(site)],
      status: status(ready >= site.spec.replicas ? 'True' : 'False', `${ready} of ${site.spec.replicas} ready`),
    }
  },
})

const deployment = ({ metadata: { name }, spec }: Website, files: readonly string[]): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    replicas: spec.replicas,
    selector: { matchLabels: { website: name } },
    template: {
      metadata: { labels: { website: name } },
      spec: { containers: [{ name: 'web', image: spec.image, args: files }] },
    },
  },
})

const service = ({ metadata: { name } }: Website): Manifest => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { selector: { website: name }, ports: [{ name: 'http', port: 80 }] },
})

const status = (ready: 'True' | 'False', message: string) => ({
  conditions: [{ type: 'Ready', status: ready, reason: ready === 'True' ? 'Serving' : 'Waiting', message }],
})
