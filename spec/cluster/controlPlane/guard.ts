import { spawn } from 'node:child_process'

/** Sees to it that nothing outlives this process, whatever way it ends. */
export interface Guard {
  readonly watch: (pid: number) => void
  /** All has been stopped in order: there is nothing left to do. */
  readonly release: () => void
}

/**
 * A shell of its own session that waits for the end of its input, which comes when
 * this process ends, also by SIGKILL: then it kills what it was told of and
 * removes the folder.
 */
export const guard = (folder: string): Guard => {
  const script = `while read -r pid; do
      [ "$pid" = done ] && exit 0
      pids="$pids $pid"
    done
    [ -z "$pids" ] || kill -KILL $pids 2>/dev/null
    rm -rf -- "$0"`
  const shell = spawn('/bin/sh', ['-c', script, folder], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  shell.unref()
  shell.stdin.on('error', () => undefined)
  return {
    watch: pid => {
      shell.stdin.write(`${pid}\n`)
    },
    release: () => {
      shell.stdin.end('done\n')
    },
  }
}
