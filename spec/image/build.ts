import { cp, mkdir, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { execute } from '../program.ts'
import type { Instruction, Stage } from './dockerfile.ts'

/** The result of a Dockerfile. */
export interface Image {
  /** The folder with all files of the image but those of its base. */
  readonly root: string
  readonly base: string
  readonly workdir: string
  readonly uid: number
  readonly gid: number
  readonly env: Readonly<Record<string, string>>
  readonly entrypoint: readonly string[]
  readonly command: readonly string[]
}

/** Carries out each stage in a subfolder of `folder`. `context`: the folder from which COPY reads. */
export const build = async (stages: readonly Stage[], context: string, folder: string): Promise<Image> => {
  const roots = new Map<string, string>()
  let image: Image | undefined
  for (const [at, stage] of stages.entries()) {
    const root = join(folder, stage.name ?? `stage-${at}`)
    await mkdir(root)
    if (stage.name !== undefined) roots.set(stage.name, root)
    image = await built(stage, root, name => (name === undefined ? context : roots.get(name)))
  }
  if (image === undefined) throw new Error('no stage')
  return image
}

const built = async (stage: Stage, root: string, source: (stage?: string) => string | undefined): Promise<Image> => {
  let image: Image = { root, base: stage.from, workdir: '/', uid: 0, gid: 0, env: {}, entrypoint: [], command: [] }
  const inside = (path: string): string => join(root, resolve(image.workdir, path))
  for (const each of stage.instructions) {
    switch (each._tag) {
      case 'Workdir':
        image = { ...image, workdir: resolve(image.workdir, each.path) }
        await mkdir(inside('.'), { recursive: true })
        break
      case 'Copy':
        await copy(each, source(each.from), inside(each.target))
        break
      case 'Run': {
        const { code, stdout, stderr } = await execute('sh', ['-c', each.command], { cwd: inside('.'), env: ofNpm })
        if (code !== 0) throw new Error(`RUN ${each.command}\n${stdout}${stderr}`)
        break
      }
      case 'Env':
        image = { ...image, env: { ...image.env, [each.name]: each.value } }
        break
      case 'User':
        image = { ...image, uid: each.uid, gid: each.gid }
        break
      case 'Entrypoint':
        image = { ...image, entrypoint: each.words }
        break
      case 'Command':
        image = { ...image, command: each.words }
    }
  }
  return image
}

/** Copies the content of a folder, or a file under its name if the target is a folder. */
const copy = async (
  { sources, target, from }: Extract<Instruction, { _tag: 'Copy' }>,
  folder: string | undefined,
  to: string,
): Promise<void> => {
  if (folder === undefined) throw new Error(`COPY from a stage that is not there: ${from}`)
  const isFolder = target.endsWith('/') || sources.length > 1
  for (const source of sources) {
    const path = join(folder, source)
    const within = isFolder && !(await stat(path)).isDirectory()
    await cp(path, within ? join(to, basename(path)) : to, { recursive: true })
  }
}

const { NODE_EXTRA_CA_CERTS } = process.env
/** npm uses its cache first, and the certificates that this environment trusts. */
const ofNpm = {
  npm_config_prefer_offline: 'true',
  ...(NODE_EXTRA_CA_CERTS !== undefined && { NODE_EXTRA_CA_CERTS }),
}
