// Builds dist/, which is what the package holds: JS, its types, the YAML of crd/, and the program. Plain Node.
import { spawnSync } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { bundle } from './bundle.mjs'

const path = name => fileURLToPath(new URL(`../${name}`, import.meta.url))

rmSync(path('dist'), { recursive: true, force: true })
const tsc = path('node_modules/typescript/bin/tsc')
// One thread takes less than half the CPU, and on two cores less time as well.
const args = [tsc, '-p', path('.ci/tsconfig.json'), '--singleThreaded']
const { status } = spawnSync(process.execPath, args, { stdio: ['ignore', 2, 2] })
if (status !== 0) process.exit(status ?? 1)

// The compiler leaves them behind: objects to apply, the document of kinds, and declarations written by hand.
const isCopied = name => /\.(yaml|json|d\.ts)$/.test(name) || !/\.[^/\\]+$/.test(name)
for (const folder of ['crd', 'streams', 'lib/apiserver/kinds/documents'])
  cpSync(path(folder), path(`dist/${folder}`), { recursive: true, filter: isCopied })

await bundle()
