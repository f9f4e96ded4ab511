import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startControlPlane } from '../controlPlane/controlPlane.ts'
import { modelledMinor } from '../controlPlane/versions.ts'
import { discoveryOf, type ServedKind } from './discovery.ts'
import { type GoDefinition, goKinds, reachableFrom } from './goKinds.ts'

/**
 * `npm run kinds` writes down what the built-in kinds of Kubernetes are, from two sources: the running API server
 * (which it serves, by which names), and its own Go types (fields, defaults, what is left out when it is empty).
 */

const minor = modelledMinor
const module = fileURLToPath(new URL(`../controlPlane/modules/kubernetes-${minor}`, import.meta.url))
const target = new URL(`../../../lib/apiserver/kinds/documents/kubernetes-${minor}.json`, import.meta.url)

const printed = async (): Promise<string> => {
  const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly -buildvcs=false' }
  const { stdout } = await promisify(execFile)('go', ['run', './kinds'], { cwd: module, env, maxBuffer: 2 ** 26 })
  return stdout
}

const served = async (): Promise<readonly ServedKind[]> => {
  const plane = await startControlPlane({ controllers: false, minor })
  try {
    return await discoveryOf(plane.client)
  } finally {
    await plane.stop()
  }
}

const known = goKinds(await printed())
const resources = (await served()).flatMap(resource => {
  const definition = known.kinds[`${resource.group}/${resource.version}/${resource.kind}`]
  return definition === undefined ? [] : [{ ...resource, definition }]
})
const definitions = reachableFrom(known, new Set(resources.map(({ definition }) => definition)))
const line = ([name, of]: readonly [string, GoDefinition]) => `${JSON.stringify(name)}:${JSON.stringify(of)}`
const text = `{"resources":[
${resources.map(each => JSON.stringify(each)).join(',\n')}
],"definitions":{
${Object.entries(definitions).map(line).join(',\n')}
}}
`
await writeFile(target, text)
process.stdout.write(
  `${resources.length} kinds, ${Object.keys(definitions).length} definitions, ${text.length} characters\n`,
)
for (const each of known.doubtful) process.stdout.write(`a default that depends on more: ${each}\n`)
