import type { ApiCall } from '../call/call.ts'
import type { ClusterState } from '../store/state.ts'
import { refuse } from '../wire/refusal.ts'
import { forbiddenStatus } from './authorize.ts'

/** An apply or a replacement of what does not exist creates it, and needs the right to create besides its own. */
export const checkMayCreate = (state: ClusterState, { request, type, namespace, name, subresource }: ApiCall): void => {
  const { group, version, plural: resource } = type
  const attributes = {
    _tag: 'Resource',
    verb: 'create',
    group,
    version,
    resource,
    subresource,
    namespace,
    name,
  } as const
  const status = forbiddenStatus(state, request.user, attributes)
  if (status !== undefined) refuse(status)
}
