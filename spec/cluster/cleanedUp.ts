import { isLeft } from 'fp-ts/lib/Either.js'
import { firstValueFrom } from 'rxjs'
import { isRecord } from '../../lib/json/fields.ts'
import { openCluster } from '../../streams/drivers/connection/openCluster.ts'
import { eventually } from './eventually.ts'

/** On every namespace that specs make. */
export const ofSpecs = { 'sluice.test/spec': 'true' }

/**
 * Resolves when all namespaces of specs are gone. That takes a namespace half a
 * minute, which is why specs only ask for it. Rejects where one stays: something
 * in it has a finalizer that nobody cares for.
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
