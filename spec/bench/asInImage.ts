import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { stagesOf } from '../image/dockerfile.ts'

const root = new URL('../../', import.meta.url)

/** The measured program: built, and started with the Node flags and the environment of the image. */
export const asInImage = (): readonly string[] => {
  const image = stagesOf(readFileSync(new URL('Dockerfile', root), 'utf8')).at(-1)
  const [entrypoint] = image?.instructions.flatMap(each => (each._tag === 'Entrypoint' ? [each.words] : [])) ?? []
  if (entrypoint === undefined) throw new Error('the Dockerfile has no ENTRYPOINT: how is the program started?')
  const flags = entrypoint.slice(1, -1)
  const env = image?.instructions.flatMap(each => (each._tag === 'Env' ? [`${each.name}=${each.value}`] : [])) ?? []
  const program = fileURLToPath(new URL('dist/program/sluice.js', root))
  if (!existsSync(program)) throw new Error(`${program} is missing: npm run build`)
  return ['env', ...env, process.execPath, ...flags, program]
}
