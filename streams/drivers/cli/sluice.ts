#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// What V8 made of the code is kept for the next start, in a folder that only this user writes: whoever could
// write there could run code. Where there is none, as in a pod, or NODE_DISABLE_COMPILE_CACHE=1 is set, nothing is kept.
const { XDG_CACHE_HOME, HOME } = process.env
const cache = XDG_CACHE_HOME ?? (HOME === undefined ? undefined : join(HOME, '.cache'))
if (cache !== undefined) enableCompileCache(join(cache, 'sluice', 'compiled'))
await import('./cli.ts')
