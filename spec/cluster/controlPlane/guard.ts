import { spawn } from 'node:child_process'

/** Stops programs and removes a folder when this process ends, also by SIGKILL. */
export interface Guard {
  readonly watch: (pid: number) => void
  /** Ends the guard after everything was stopped in order. */
  readonly release: () => void
}

/**
 * Starts a shell in its own session. Its input ends when this process ends, also by
 * SIGKILL; the shell then kills the process ids that it was given and removes the folder.
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
