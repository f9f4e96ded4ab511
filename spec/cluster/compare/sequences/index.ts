import type { Sequence } from '../sequence.ts'
import { access } from './access.ts'
import { apply } from './apply.ts'
import { builtinKinds } from './builtinKinds.ts'
import { containers } from './containers.ts'
import { conversion } from './conversion.ts'
import { coreKinds } from './coreKinds.ts'
import { crud } from './crud.ts'
import { customResources } from './customResources.ts'
import { defaulting } from './defaulting.ts'
import { definitions } from './definitions.ts'
import { deleteCollection } from './deleteCollection.ts'
import { deleting } from './deleting.ts'
import { deletion } from './deletion.ts'
import { deletionEdges } from './deletionEdges.ts'
import { discovery } from './discovery.ts'
import { errors } from './errors.ts'
import { errorsOfBodies } from './errorsOfBodies.ts'
import { errorsOfQueries } from './errorsOfQueries.ts'
import { escalation } from './escalation.ts'
import { invalidDefinitions } from './invalidDefinitions.ts'
import { invalidSchemas } from './invalidSchemas.ts'
import { leasesAndEvents } from './leasesAndEvents.ts'
import { listWatch } from './listWatch.ts'
import { negotiation } from './negotiation.ts'
import { openApi } from './openApi.ts'
import { otherKinds } from './otherKinds.ts'
import { ownership } from './ownership.ts'
import { patchErrors } from './patchErrors.ts'
import { patches } from './patches.ts'
import { podDeletion } from './podDeletion.ts'
import { podItself } from './podItself.ts'
import { podSubresources } from './podSubresources.ts'
import { podTemplates } from './podTemplates.ts'
import { reviews } from './reviews.ts'
import { celRules } from './rules.ts'
import { rulesOfValues } from './rulesOfValues.ts'
import { scale } from './scale.ts'
import { selectors } from './selectors.ts'
import { servicesOfAllTypes } from './servicesOfAllTypes.ts'
import { subresourceEdges } from './subresourceEdges.ts'
import { subresources } from './subresources.ts'
import { tables } from './tables.ts'
import { tablesOfOthers } from './tablesOfOthers.ts'
import { validation } from './validation.ts'
import { validationOfFormats } from './validationOfFormats.ts'
import { validationOfStructures } from './validationOfStructures.ts'
import { versions } from './versions.ts'
import { watchEdges } from './watchEdges.ts'
import { watchForms } from './watchForms.ts'
import { watching } from './watching.ts'
import { workloadStatus } from './workloadStatus.ts'
import { workloads } from './workloads.ts'
import { writes } from './writes.ts'

/** All named sequences. */
export const themes: { readonly [theme: string]: readonly Sequence[] } = {
  builtinKinds,
  crud: [...crud, ...writes],
  patches: [...patches, ...patchErrors],
  apply: [...apply, ...ownership],
  listWatch: [...listWatch, ...selectors, ...watching, ...watchForms, ...watchEdges],
  customResources: [
    ...customResources,
    ...definitions,
    ...invalidDefinitions,
    ...invalidSchemas,
    ...validation,
    ...validationOfFormats,
    ...validationOfStructures,
    ...defaulting,
    ...celRules,
    ...rulesOfValues,
    ...versions,
    ...conversion,
  ],
  subresources: [...subresources, ...workloadStatus, ...scale, ...podSubresources, ...subresourceEdges],
  deletion: [...deletion, ...podDeletion, ...deleting, ...deleteCollection, ...deletionEdges],
  discovery: [...discovery, ...tables, ...tablesOfOthers, ...negotiation, ...openApi],
  errors: [...errors, ...errorsOfBodies, ...errorsOfQueries],
  coreKinds: [
    ...coreKinds,
    ...workloads,
    ...podTemplates,
    ...containers,
    ...podItself,
    ...servicesOfAllTypes,
    ...leasesAndEvents,
    ...otherKinds,
  ],
  access: [...access, ...escalation, ...reviews],
}
