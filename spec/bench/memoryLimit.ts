import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'

/** A limit of memory, by which Node sizes its heap, as in a pod. */
export interface MemoryLimit {
  /** Words before a command, which put its process under the limit. */
  readonly words: readonly string[]
  /** Once its processes have ended. */
  readonly close: () => void
}

/** By a control group of Linux, version 1 or 2; `undefined` where this user may make none. */
export const memoryLimit = (bytes: number): MemoryLimit | undefined => {
  for (const { parent, limit } of places()) {
    const folder = `${parent}/sluice-bench-${process.pid}`
    try {
      mkdirSync(folder)
    } catch {
      continue
    }
    const close = () => rmdirSync(folder)
    if (existsSync(`${folder}/${limit}`)) {
      writeFileSync(`${folder}/${limit}`, String(bytes))
      return { words: ['sh', '-c', `echo $$ > ${folder}/cgroup.procs && exec "$@"`, 'sh'], close }
    }
    close()
  }
  return undefined
}

const places = () => {
  const own = /^0::(.*)$/m.exec(existsSync('/proc/self/cgroup') ? readFileSync('/proc/self/cgroup', 'utf8') : '')?.[1]
  return [
    { parent: '/sys/fs/cgroup/memory', limit: 'memory.limit_in_bytes' },
    { parent: `/sys/fs/cgroup${own ?? ''}`, limit: 'memory.max' },
  ]
}
