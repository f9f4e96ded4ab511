import type { ResourceType } from '../resourceType.ts'

/** The kinds that the model serves without any CRD. */
export const builtinTypes: readonly ResourceType[] = []
