import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { asInImage } from '../asInImage.ts'

export interface Candidate {
  readonly name: string
  /** Program and arguments; `{kubeconfig}` stands for the file. */
  readonly command: readonly string[]
}

export interface Options {
  readonly candidates: readonly Candidate[]
  /** MyApps. */
  readonly count: number
  readonly edits: number
  readonly repetitions: number
  /** The time limit of a phase. */
  readonly limitMs: number
}

const usage = `npm run bench:cluster -- [options] [name=command …]

  --peers DIR        measures what is built there too: peer-go, rust/release/peer-rust, node/dist/main.js
  --n 1000           MyApps
  --edits 200        edits of one MyApp after the other
  --repetitions 2    of everything, by turns, each on a control plane of its own
  --workers 16       of each program
  --limit 300        seconds for a phase
  name=command       any other program that does the job; {kubeconfig} is replaced by the file's name`

/** Parses the command line. Throws an Error that says what is wrong and what to write. */
export const optionsOf = (args: readonly string[]): Options => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      peers: { type: 'string' },
      n: { type: 'string', default: '1000' },
      edits: { type: 'string', default: '200' },
      repetitions: { type: 'string', default: '2' },
      workers: { type: 'string', default: '16' },
      limit: { type: 'string', default: '300' },
    },
  })
  const rest = ['--kubeconfig', '{kubeconfig}', '--workers', values.workers]
  return {
    candidates: [
      ...(values.peers === undefined ? [] : peersIn(values.peers, rest)),
      ...positionals.map(named),
      { name: 'sluice', command: [...asInImage(), 'run', ...rest] },
    ],
    count: whole('--n', values.n),
    edits: whole('--edits', values.edits),
    repetitions: whole('--repetitions', values.repetitions),
    limitMs: whole('--limit', values.limit) * 1000,
  }
}

const peersIn = (folder: string, rest: readonly string[]): readonly Candidate[] => {
  const at = (...path: readonly string[]) => join(folder, ...path)
  const known: readonly Candidate[] = [
    { name: 'controller-runtime', command: [at('peer-go'), ...rest] },
    { name: 'kube-rs', command: [at('rust', 'release', 'peer-rust'), ...rest] },
    {
      name: 'client-node',
      command: [at('node', 'node_modules', '.bin', 'node'), at('node', 'dist', 'main.js'), ...rest],
    },
  ]
  const built = known.filter(({ command: [program = ''] }) => existsSync(program))
  if (built.length === 0) throw new Error(`no peer is built in ${folder}\n\n${usage}`)
  return built
}

const named = (text: string): Candidate => {
  const at = text.indexOf('=')
  if (at < 1) throw new Error(`${text} is not name=command\n\n${usage}`)
  return { name: text.slice(0, at), command: text.slice(at + 1).split(' ') }
}

const whole = (name: string, text: string): number => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} must be a whole number of at least 1\n\n${usage}`)
  return value
}
