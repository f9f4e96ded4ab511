import { execFile } from 'node:child_process'
import { chmod, cp, mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { type Program, program } from '../program.ts'
import type { Image } from './build.ts'

const run = promisify(execFile)

/** Starts an image like a container, as far as the user who runs the tests may do so. */
export interface Container {
  /** The properties that hold, in words. */
  readonly means: string
  /** Starts the image with these arguments instead of its own. */
  readonly start: (args: readonly string[], env?: Readonly<Record<string, string>>) => Program
  /** The path of a file or folder of the image as the program sees it. */
  readonly pathOf: (path: string) => string
  /** Makes the files removable again. */
  readonly close: () => Promise<void>
}

/** Writers of the files that are not in the image, by path. `node`: the path of Node in the container. */
export type Mounts = (node: string) => Readonly<Record<string, (to: string) => Promise<unknown>>>

/**
 * For root, the image's folder becomes a read-only root directory with Node and its
 * libraries, and the program runs as the image's user. For other users, the environment
 * is empty and all files are read-only.
 */
export const containerOf = async (image: Image, mounts: Mounts): Promise<Container> => {
  const [node = '', ...rest] = image.entrypoint
  const mount = async (withNode: string): Promise<void> => {
    for (const [path, write] of Object.entries(mounts(withNode))) {
      await mkdir(dirname(join(image.root, path)), { recursive: true })
      await write(join(image.root, path))
    }
  }
  const mayMount =
    process.platform === 'linux' && process.getuid?.() === 0 && (await succeeds('unshare', '--mount', 'true'))
  if (!mayMount) {
    await mount(process.execPath)
    await changeModes(image.root, 0o555, 0o444)
    return {
      means: 'same user, read-only files',
      pathOf: path => join(image.root, path),
      close: () => changeModes(image.root, 0o755, 0o644),
      start: (args, env = {}) =>
        program(process.execPath, [...rest.map(path => join(image.root, path)), ...args], {
          cwd: join(image.root, image.workdir),
          env: { ...image.env, ...env, HOME: join(image.root, 'nobody') },
        }),
    }
  }
  await mount(node)
  await addNode(image.root, node)
  const { uid, gid, root, workdir } = image
  const entering = ['--root', root, '--wd', workdir, '--setuid', `${uid}`, '--setgid', `${gid}`]
  const mounting = [
    'mount --bind "$ROOT" "$ROOT"',
    'mount --bind "$NODE" "$ROOT/$IN"',
    'mount -t proc proc "$ROOT/proc"',
    'mount -o remount,bind,ro "$ROOT"',
    'exec env -i $KEPT unshare "$@"',
  ].join(' && ')
  return {
    means: `root directory of its own, read-only, uid ${uid}`,
    pathOf: path => path,
    close: async () => undefined,
    start: (args, env = {}) =>
      program('unshare', ['--mount', 'sh', '-c', mounting, 'sh', ...entering, node, ...rest, ...args], {
        env: {
          ROOT: root,
          NODE: process.execPath,
          IN: node,
          KEPT: asWords({ ...image.env, ...env, PATH: '/usr/bin:/bin' }),
        },
      }),
  }
}

/** Words for the program `env`: `A=1 B=2`. */
const asWords = (env: Readonly<Record<string, string>>): string =>
  Object.entries(env)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')

const succeeds = (command: string, ...args: readonly string[]): Promise<boolean> =>
  run(command, args).then(
    () => true,
    () => false,
  )

/** The content of the base image: Node and the libraries that it needs. */
const addNode = async (root: string, node: string): Promise<void> => {
  const { stdout } = await run('ldd', [process.execPath])
  const libraries = [...stdout.matchAll(/(\/\S+)(?= \()/g)].map(([path]) => path)
  for (const path of libraries) await cp(path, join(root, path), { dereference: true })
  await mkdir(join(root, 'proc'), { recursive: true })
  await mkdir(dirname(join(root, node)), { recursive: true })
  await writeFile(join(root, node), '')
}

/** Changes the mode of a folder and of everything in it. */
const changeModes = async (folder: string, ofFolders: number, ofFiles: number): Promise<void> => {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await changeModes(path, ofFolders, ofFiles)
    else if (entry.isFile()) await chmod(path, ofFiles)
  }
  await chmod(folder, ofFolders)
}
