import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { stagesOf } from '../image/dockerfile.ts'

const root = new URL('../../', import.meta.url)

/** What is measured: the program that was built, started as the image starts it, with the flags of Node that it has there. */
export const asInImage = (): readonly string[] => {
  const image = stagesOf(readFileSync(new URL('Dockerfile', root), 'utf8')).at(-1)
  const entrypoint = image?.instructions.find(each => each._tag === 'Entrypoint')
  const flags = entrypoint?._tag === 'Entrypoint' ? entrypoint.words.slice(1, -1) : []
  return [process.execPath, ...flags, fileURLToPath(new URL('dist/program/sluice.js', root))]
}
