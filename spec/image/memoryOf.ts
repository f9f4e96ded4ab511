import { readFile } from 'node:fs/promises'

/** `80 MiB of memory, 29 of its own`, where there is a Linux kernel to ask. */
export const memoryOf = async (pid: number | undefined): Promise<string> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const mebibytes = (name: string): string =>
    (Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024).toFixed(0)
  return status === ''
    ? 'nobody says how much memory'
    : `${mebibytes('VmRSS')} MiB of memory, ${mebibytes('RssAnon')} of its own`
}
