import type { ServerResponse } from 'node:http'
import type { ClusterState } from '../../../lib/apiserver/store/state.ts'
import { pull } from '../../../lib/apiserver/verbs/pull.ts'
import type { WatchCursor } from '../../../lib/apiserver/wire/request.ts'

/** How often watches are looked after besides changes: for bookmarks, time limits and dead readers. */
const housekeepingMs = 1000
/** How long a reader may take nothing before it is dropped, in ms. Meanwhile it costs no more than its place in the log. */
const stalledMs = 30_000

interface Watcher {
  readonly response: ServerResponse
  cursor: WatchCursor
  /** Since when its socket takes no more; `undefined` while it does. */
  blockedAtMs: number | undefined
}

/** The open watch connections of a server. */
export interface Watchers {
  readonly open: (response: ServerResponse, cursor: WatchCursor) => void
  /** The state has changed: all watchers are served once, after the present macrotask. */
  readonly wake: () => void
  /** Ends every watch: cleanly, or after the given text (which may be half a line) by breaking the connection. */
  readonly drop: (lastWords?: string) => void
  readonly count: () => number
}

export const createWatchers = (state: () => ClusterState, now: () => number): Watchers => {
  const open = new Set<Watcher>()
  let woken = false
  let housekeeping: NodeJS.Timeout | undefined

  const serve = (watcher: Watcher, nowMs: number): void => {
    if (watcher.blockedAtMs !== undefined) {
      if (nowMs - watcher.blockedAtMs > stalledMs) watcher.response.destroy()
      return
    }
    const { cursor, lines, ended } = pull(state(), watcher.cursor, nowMs)
    watcher.cursor = cursor
    if (lines.length > 0 && !watcher.response.write(lines.map(line => `${line}\n`).join(''))) {
      watcher.blockedAtMs = nowMs
    }
    if (ended === true) close(watcher)
  }

  const close = (watcher: Watcher): void => {
    open.delete(watcher)
    watcher.response.end()
    rest()
  }

  const rest = (): void => {
    if (open.size > 0) return
    clearInterval(housekeeping)
    housekeeping = undefined
  }

  const serveAll = (): void => {
    woken = false
    const nowMs = now()
    for (const watcher of open) serve(watcher, nowMs)
  }

  return {
    open: (response, cursor) => {
      const watcher: Watcher = { response, cursor, blockedAtMs: undefined }
      open.add(watcher)
      response.on('drain', () => {
        watcher.blockedAtMs = undefined
        if (open.has(watcher)) serve(watcher, now())
      })
      response.once('close', () => {
        open.delete(watcher)
        rest()
      })
      housekeeping ??= setInterval(serveAll, housekeepingMs)
      response.statusCode = 200
      response.setHeader('Cache-Control', 'no-cache, private')
      response.setHeader('Content-Type', 'application/json')
      // The client learns that the watch stands before anything happens.
      response.flushHeaders()
      serve(watcher, now())
    },
    wake: () => {
      if (woken || open.size === 0) return
      woken = true
      setImmediate(serveAll)
    },
    drop: lastWords => {
      for (const watcher of open) {
        if (lastWords === undefined) close(watcher)
        else watcher.response.write(lastWords, () => watcher.response.destroy())
      }
    },
    count: () => open.size,
  }
}
