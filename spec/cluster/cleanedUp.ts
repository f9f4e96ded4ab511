import { isLeft } from 'fp-ts/lib/Either.js'
import { firstValueFrom } from 'rxjs'
import { isRecord } from '../../lib/json/fields.ts'
import { openCluster } from '../../streams/drivers/connection/openCluster.ts'
import { eventually } from './eventually.ts'

/** The label of every namespace that specs create. */
export const ofSpecs = { 'sluice.test/spec': 'true' }

/**
 * Resolves once all namespaces of specs are gone. Each takes half a minute, so specs do
 * not wait for their own. Rejects if one stays: an object in it has a finalizer that no
 * controller removes.
 */
export const cleanedUp = async (kubeconfig: string): Promise<void> => {
  const opened = await openCluster({ kubeconfig })
  if (isLeft(opened)) throw new Error(opened.left)
  const { request, close } = opened.right
  const [labelSelector] = Object.entries(ofSpecs).map(([name, value]) => `${name}=${value}`)
  await eventually('the namespaces of the specs are gone', async () => {
    const list = await firstValueFrom(request('GET', '/api/v1/namespaces', { query: { labelSelector } }))
    return isRecord(list) && Array.isArray(list.items) && list.items.length === 0
  }).finally(close)
}
