import type { ApiFailure } from '../../lib/kube/failure.ts'

/**
 * What a failed request means for what is known.
 *
 * - `Resume`: nothing is lost; ask again from the same place.
 * - `Relist`: history is gone (410): list again, at once the first time.
 * - `Afresh`: the server does not accept this request; waiting and sending it again would not help, a list does.
 * - `List`: no WatchList here; a paged LIST instead.
 */
export type Verdict = 'Resume' | 'Relist' | 'Afresh' | 'List'

export const verdictOn = (failure: ApiFailure, asked: 'Listing' | 'Streaming' | 'Watching' | 'Resuming'): Verdict => {
  if (failure._tag === 'Connection') return 'Resume'
  const { code, reason, message } = failure
  if (code === 410 || reason === 'Expired' || reason === 'Gone') return 'Relist'
  if (code === 400 || code === 422) return asked === 'Streaming' ? 'List' : 'Afresh'
  if (code === 404 || message.includes('Too large resource version')) return 'Afresh'
  return 'Resume'
}
