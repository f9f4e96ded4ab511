import { type Attributes, attributesOf } from '../../../lib/apiserver/call/attributes.ts'
import type { ApiRequest } from '../../../lib/apiserver/wire/request.ts'

/** How often one sort of request was answered with one code. */
export interface RequestCount {
  /** As kube-apiserver's metrics say it: GET LIST WATCH POST PUT PATCH APPLY DELETE DELETECOLLECTION. */
  readonly verb: string
  readonly group: string
  /** Empty for a path that is not a resource, as `/version`. */
  readonly resource: string
  readonly subresource: string
  readonly code: number
  readonly userAgent: string
  readonly count: number
}

export interface Counters {
  readonly add: (request: ApiRequest, code: number) => void
  readonly counts: () => readonly RequestCount[]
}

export const createCounters = (): Counters => {
  const counted = new Map<string, { of: Omit<RequestCount, 'count'>; count: number }>()
  return {
    add: (request, code) => {
      const of = { ...labelsOf(request), code, userAgent: request.userAgent ?? '' }
      const other = { ...of, group: '', resource: '', subresource: '', userAgent: 'other' }
      const known = counted.get(keyOf(of)) ?? (counted.size < mostSorts ? undefined : counted.get(keyOf(other)))
      if (known) known.count += 1
      else {
        const fresh = counted.size < mostSorts ? of : other
        counted.set(keyOf(fresh), { of: fresh, count: 1 })
      }
    },
    counts: () => [...counted.values()].map(({ of, count }) => ({ ...of, count })),
  }
}

/** Clients choose paths and agents: beyond so many sorts the rest is counted together, by verb and code. */
const mostSorts = 2000

const keyOf = (of: Omit<RequestCount, 'count'>): string => Object.values(of).join('\n')

const labelsOf = (request: ApiRequest): Omit<RequestCount, 'count' | 'code' | 'userAgent'> => {
  const attributes = attributesOf(request)
  const verb = metricVerb(attributes, request)
  if (attributes._tag === 'Path') return { verb, group: '', resource: '', subresource: '' }
  const { group, resource, subresource } = attributes
  return { verb, group, resource, subresource }
}

const metricVerb = (attributes: Attributes, request: ApiRequest): string => {
  switch (attributes.verb) {
    case 'create':
      return 'POST'
    case 'update':
      return 'PUT'
    case 'patch':
      return request.contentType?.startsWith('application/apply-patch') === true ? 'APPLY' : 'PATCH'
    default:
      return attributes.verb.toUpperCase()
  }
}
