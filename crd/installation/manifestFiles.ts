import type { Manifest } from '../../lib/kube/object.ts'
import { manifestsFor } from '../../lib/manifests/manifestsFor.ts'
import { manifestText } from '../../lib/manifests/manifestText.ts'
import { installation } from './installation.ts'

/** All that is checked in but generated: the text of each file, by its path. `kubectl apply -k crd` applies all of it. */
export const manifestFiles = (): { readonly [path: string]: string } => {
  const objects = manifestsFor(installation())
  const files = new Map(objects.map(object => [pathOf(object), object]))
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [...files.keys()],
  }
  const texts = [...files, ['kustomization.yaml', kustomization] as const].map(
    ([path, object]) => [`crd/${path}`, `${header}${manifestText([object])}`] as const,
  )
  return Object.fromEntries(texts)
}

const header = '# Generated from crd/. Do not edit: npm run manifests\n'

/** From crd/: a file for each object. */
const pathOf = ({ kind, metadata: { name } }: Manifest): string =>
  kind === 'CustomResourceDefinition'
    ? 'myapp.crd.yaml'
    : `manifests/${kind === 'Service' ? name.replace('sluice', 'service') : kind.toLowerCase()}.yaml`
