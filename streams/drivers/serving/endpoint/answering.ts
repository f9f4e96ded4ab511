import { messageOf } from '../../../../lib/text/messageOf.ts'
import { type Answer, type Ask, type Route, type Routes, said } from './answer.ts'

/** Answers a request of any method; only GET and HEAD are served. Never rejects. */
export const answeringRoutes =
  (routes: Routes) =>
  async (method: string, ask: Ask): Promise<Answer> => {
    if (method !== 'GET' && method !== 'HEAD') return said(405, `${method} is not served`, { allow: 'GET, HEAD' })
    const route = routeOf(routes, ask.path)
    if (route === undefined) return said(404, `nothing is served at ${ask.path}: ask for ${served(routes)}`)
    try {
      return await route(ask)
    } catch (error) {
      return said(500, `internal error: ${messageOf(error)}`)
    }
  }

const routeOf = (routes: Routes, path: string): Route | undefined => {
  if (Object.hasOwn(routes, path)) return routes[path]
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  return folder !== '/' && Object.hasOwn(routes, folder) ? routes[folder] : undefined
}

const served = (routes: Routes): string =>
  Object.keys(routes)
    .filter(path => !path.endsWith('/'))
    .join(' or ')
