import { authorize } from '../../../lib/apiserver/access/authorize.ts'
import type { ClusterState } from '../../../lib/apiserver/store/state.ts'
import type { ApiResponse } from '../../../lib/apiserver/wire/request.ts'
import type { AuthenticatedUser } from './authenticate.ts'
import { failureAnswer } from './status.ts'

type Refused = Extract<ApiResponse, { _tag: 'Body' }>

/** Every value of a header that was sent several times, by its name in lower case. */
type Headers = { readonly [name: string]: readonly string[] | undefined }

/** The user that a request is made as: another than its sender where its headers say so and its sender may. */
export const impersonate = (
  state: ClusterState,
  sender: AuthenticatedUser,
  headers: Headers,
): AuthenticatedUser | Refused => {
  const name = headers['impersonate-user']?.[0] ?? ''
  const given = headers['impersonate-group'] ?? []
  if (name === '') {
    const claims = Object.keys(headers).some(header => /^impersonate-(group|uid|extra-.*)$/.test(header))
    return claims ? failureAnswer(400, 'BadRequest', 'requested a group, uid or extra without a user name') : sender
  }
  const [namespace, account] = accountOf(name)
  const wanted = [
    account === undefined
      ? { resource: 'users', namespace: '', name }
      : { resource: 'serviceaccounts', namespace, name: account },
    ...given.map(group => ({ resource: 'groups', namespace: '', name: group })),
  ]
  for (const of of wanted) {
    const refusal = authorize(state, sender, {
      _tag: 'Resource',
      verb: 'impersonate',
      group: '',
      version: 'v1',
      subresource: '',
      ...of,
    })
    if (refusal !== undefined) return refusal
  }
  const ofAccount = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`]
  const groups = account !== undefined && given.length === 0 ? ofAccount : given
  if (groups.includes('system:authenticated') || groups.includes('system:unauthenticated')) return { name, groups }
  return {
    name,
    groups: [...groups, name === 'system:anonymous' ? 'system:unauthenticated' : 'system:authenticated'],
  }
}

/** Namespace and name of a ServiceAccount as a user. */
const accountOf = (user: string): readonly [namespace: string, name: string | undefined] => {
  const [, namespace = '', name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user) ?? []
  return [namespace, name]
}
