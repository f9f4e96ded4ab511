import type { Method, Step, WatchEnd } from './sequence.ts'

/** Short forms for the steps of sequences. */

type More = Partial<Omit<Step, 'method' | 'path'>>

export const step =
  (method: Method) =>
  (path: string, more: More = {}): Step => ({ method, path, ...more })

const sending =
  (method: Method, contentType?: string) =>
  (path: string, body: unknown, more: More = {}): Step => ({
    method,
    path,
    body,
    ...(contentType !== undefined && { contentType }),
    ...more,
  })

export const get = step('GET')
export const post = sending('POST')
export const put = sending('PUT')
export const jsonPatch = sending('PATCH', 'application/json-patch+json')
export const mergePatch = sending('PATCH', 'application/merge-patch+json')
export const strategicPatch = sending('PATCH', 'application/strategic-merge-patch+json')

/** A body, where there is one, is DeleteOptions. */
export const remove = (path: string, options?: object, more: More = {}): Step => ({
  method: 'DELETE',
  path,
  ...(options !== undefined && { body: { apiVersion: 'v1', kind: 'DeleteOptions', ...options } }),
  ...more,
})

/** Server-side apply; `query` as in `force=true&dryRun=All`. */
export const apply = (path: string, manager: string, body: unknown, query = '', more: More = {}): Step => ({
  method: 'PATCH',
  path: withQuery(path, `fieldManager=${manager}${query === '' ? '' : `&${query}`}`),
  body,
  contentType: 'application/apply-patch+yaml',
  ...more,
})

export const forced = 'force=true'

/** `path` is a collection, perhaps with a query. */
export const watch = (path: string, end: WatchEnd, more: More = {}): Step => ({
  method: 'GET',
  path: withQuery(path, 'watch=true&timeoutSeconds=5'),
  watch: end,
  ...more,
})

const withQuery = (path: string, query: string): string => `${path}${path.includes('?') ? '&' : '?'}${query}`

/** Sends the step as another user, who has no rights unless the sequence grants some. */
export const as = (user: string, ...groups: readonly string[]): { readonly [name: string]: string } => ({
  'impersonate-user': user,
  ...(groups.length > 0 && { 'impersonate-group': groups.join(', ') }),
})
