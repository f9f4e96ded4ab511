import { createServer, type Server } from 'node:http'
import { ConfigMap, createStore, type ObjectOf } from '../../lib/index.ts'
import { type ListWatchSources, listWatch, reflect } from '../../streams/index.ts'

/** No controller at all: every ConfigMap in memory, always fresh, served as JSON at `/namespace/name`. */
export const mirror = (sources: ListWatchSources): Server => {
  const store = createStore<ObjectOf<typeof ConfigMap>>()
  const reflecting = listWatch(ConfigMap, sources).events$.pipe(reflect(store)).subscribe()

  const server = createServer(({ url = '' }, response) => {
    const seen = store.get(url.slice(1))
    const found = seen?._tag === 'Accepted'
    response.writeHead(!store.listed() ? 503 : found ? 200 : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify(found ? (seen.object.data ?? {}) : null))
  })
  return server.on('close', () => reflecting.unsubscribe())
}
