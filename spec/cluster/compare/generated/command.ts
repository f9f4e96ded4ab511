import type { KindName } from './kinds.ts'

/** One step of a generated sequence; `render` turns steps into requests. */
export type Command = { readonly kind: KindName; readonly name: string } & (
  | { readonly does: 'create'; readonly parts: readonly string[]; readonly query: string }
  | { readonly does: 'replace'; readonly from: Origin; readonly parts: readonly string[]; readonly query: string }
  | {
      readonly does: 'patch'
      readonly format: 'merge' | 'strategic'
      readonly parts: readonly string[]
      readonly query: string
    }
  | { readonly does: 'edit'; readonly operations: readonly object[]; readonly query: string }
  | {
      readonly does: 'apply'
      readonly manager: string
      readonly whole: boolean
      readonly parts: readonly string[]
      readonly query: string
    }
  | { readonly does: 'writeStatus'; readonly by: 'put' | 'merge' | 'apply'; readonly parts: readonly string[] }
  | { readonly does: 'scale'; readonly by: 'put' | 'merge' | 'get'; readonly replicas: number }
  | { readonly does: 'delete'; readonly options: object | undefined; readonly query: string }
  | { readonly does: 'deleteAll'; readonly selector: string }
  | { readonly does: 'read'; readonly accept: string }
  | { readonly does: 'list'; readonly query: string; readonly accept: string }
  | { readonly does: 'watch' }
)

/** What a replacement is made of: the object as it is now, as it was first, or a new one that names no version. */
export type Origin = 'now' | 'first' | 'nothing'
