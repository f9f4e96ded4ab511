import { execFile } from 'node:child_process'
import { chmod, cp, mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { type Program, program } from '../program.ts'
import type { Image } from './build.ts'

const run = promisify(execFile)

/** Starts an image as containers are started, as far as whoever runs the tests may do that. */
export interface Container {
  /** What is so, in words. */
  readonly means: string
  /** With these arguments instead of the image's own. */
  readonly start: (args: readonly string[], env?: Readonly<Record<string, string>>) => Program
  /** Of a file or folder of the image, for what runs in it. */
  readonly pathOf: (path: string) => string
  /** Lets its files be removed again. */
  readonly close: () => Promise<void>
}

/** Files that are not the image's: what writes each, by its path. `node`: where Node is, for what runs there. */
export type Mounts = (node: string) => Readonly<Record<string, (to: string) => Promise<unknown>>>

/**
 * Root: the image's folder is the root directory, read-only; in it there is nothing
 * else but Node and its libraries, and it runs as the image's user. Others can only
 * leave away the environment, and make all files read-only.
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
          env: { ...env, HOME: join(image.root, 'nobody') },
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
        env: { ROOT: root, NODE: process.execPath, IN: node, KEPT: asWords({ ...env, PATH: '/usr/bin:/bin' }) },
      }),
  }
}

/** For `env`: `A=1 B=2`. */
const asWords = (env: Readonly<Record<string, string>>): string =>
  Object.entries(env)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')

const succeeds = (command: string, ...args: readonly string[]): Promise<boolean> =>
  run(command, args).then(
    () => true,
    () => false,
  )

/** What the base image has: Node and the libraries that it asks for. */
const addNode = async (root: string, node: string): Promise<void> => {
  const { stdout } = await run('ldd', [process.execPath])
  const libraries = [...stdout.matchAll(/(\/\S+)(?= \()/g)].map(([path]) => path)
  for (const path of libraries) await cp(path, join(root, path), { dereference: true })
  await mkdir(join(root, 'proc'), { recursive: true })
  await mkdir(dirname(join(root, node)), { recursive: true })
  await writeFile(join(root, node), '')
}

/** Of a folder, all folders in it, and all files. */
const changeModes = async (folder: string, ofFolders: number, ofFiles: number): Promise<void> => {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await changeModes(path, ofFolders, ofFiles)
    else if (entry.isFile()) await chmod(path, ofFiles)
  }
  await chmod(folder, ofFolders)
}
