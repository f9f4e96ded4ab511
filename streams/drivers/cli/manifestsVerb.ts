import { basename } from 'node:path'
import { pathToFileURL } from 'node:url'
import { installation } from '../../../crd/installation/installation.ts'
import type { Controller } from '../../../lib/controller/controller.ts'
import { isRecord } from '../../../lib/json/fields.ts'
import type { KubeObject, Manifest } from '../../../lib/kube/object.ts'
import { definitionOf } from '../../../lib/manifests/definitionOf.ts'
import type { Installation, InstallationChoice } from '../../../lib/manifests/installation.ts'
import { manifestsFor } from '../../../lib/manifests/manifestsFor.ts'
import { manifestText } from '../../../lib/manifests/manifestText.ts'
import { ExitError, exitCodes } from './exit.ts'
import { loadController } from './loadController.ts'

export interface ManifestsVerbOptions {
  readonly image?: string
  readonly namespace?: string
  /** Default false. */
  readonly metricsSecure?: boolean
  readonly watchNamespace?: string
  readonly webhookCertificates: 'self' | 'cert-manager'
  /** A module whose default export is a controller. Default: the MyApp controller. */
  readonly controller?: string
}

/** Prints all that `kubectl apply -f -` needs to install a controller. */
export const manifestsVerb = async ({
  controller,
  image,
  namespace,
  metricsSecure = false,
  watchNamespace,
  webhookCertificates,
}: ManifestsVerbOptions): Promise<void> => {
  const choices = {
    metricsSecure,
    certificates: webhookCertificates,
    ...(image !== undefined && { image }),
    ...(namespace !== undefined && { namespace }),
    ...(watchNamespace !== undefined && { watchedNamespace: watchNamespace }),
  }
  const installed = controller === undefined ? installation(choices) : await ofFile(controller, choices)
  process.stdout.write(manifestText(manifestsFor(installed)))
}

/** A module may export, besides its controller, its `webhooks`, and `definitions`: CRDs that say more than its codec does. */
const ofFile = async (
  file: string,
  { image, namespace, ...chosen }: Partial<Pick<Installation, 'image' | 'namespace' | InstallationChoice>>,
): Promise<Installation> => {
  const { controller, webhooks } = await loadController(file)
  const named = basename(file)
  if (image === undefined)
    throw new ExitError(`--controller needs --image: one that has ${named} in its working directory`, exitCodes.usage)
  const exported: unknown = await import(pathToFileURL(file).href)
  const { definitions } = isRecord(exported) ? exported : {}
  return {
    name: controller.name,
    namespace: namespace ?? `${controller.name}-system`,
    image,
    ...chosen,
    file: named,
    controllers: [controller],
    definitions: areManifests(definitions) ? definitions : definitionsFor(file, controller),
    webhooks,
  }
}

/** A kind without a codec that has a schema is defined elsewhere, and gets no CRD here. */
const definitionsFor = (file: string, { watches }: Controller<KubeObject>): readonly Manifest[] => {
  const { spec } = watches
  if (spec === undefined) return []
  try {
    return [definitionOf({ ...watches, spec })]
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new ExitError(
      `${file}: no CRD can be made of ${watches.kind}: ${error.message}; or export its CRD in \`definitions\``,
    )
  }
}

const areManifests = (value: unknown): value is readonly Manifest[] =>
  Array.isArray(value) &&
  value.every(
    each =>
      isRecord(each) && typeof each.apiVersion === 'string' && typeof each.kind === 'string' && isRecord(each.metadata),
  )
