#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'

// What V8 made of the code is kept for the next start, in a folder that only this user writes: whoever could
// write there could run code. Where it cannot be written, or NODE_DISABLE_COMPILE_CACHE=1 is set, nothing is kept.
enableCompileCache(join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'sluice', 'compiled'))
await import('./cli.ts')
