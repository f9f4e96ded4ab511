import type { IncomingHttpHeaders } from 'node:http'
import { authorize } from '../../../lib/cluster/authorize.ts'
import type { ApiResponse } from '../../../lib/cluster/request.ts'
import type { ClusterState } from '../../../lib/cluster/state.ts'
import type { User } from './authenticate.ts'

type Refused = Extract<ApiResponse, { _tag: 'Body' }>

/** The user that a request is made as: another than its sender where its headers say so and its sender may. */
export const impersonate = (state: ClusterState, sender: User, headers: IncomingHttpHeaders): User | Refused => {
  const name = first(headers['impersonate-user'])
  if (name === undefined) return sender
  const groups = [headers['impersonate-group'] ?? []].flat().flatMap(value => value.split(', '))
  const wanted = [['users', name], ...groups.map(group => ['groups', group])] as const
  for (const [resource = '', of = ''] of wanted) {
    const refusal = authorize(state, sender, {
      _tag: 'Resource',
      verb: 'impersonate',
      group: '',
      version: 'v1',
      resource,
      subresource: '',
      namespace: '',
      name: of,
    })
    if (refusal !== undefined) return refusal
  }
  return { name, groups: [...groups, 'system:authenticated'] }
}

const first = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : value?.[0]
