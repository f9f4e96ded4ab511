import { after, before } from 'node:test'
import { startTenancy, type Tenancy, type TenancyOptions } from '../cluster/tenancy.ts'
import { type Result, type RunOptions, runKubectl } from './kubectl.ts'

/** A namespace in the cluster under test, and kubectl as its administrator there. */
export interface Session extends Omit<Tenancy, 'stop'> {
  readonly kubectl: (args: string | readonly string[], options?: RunOptions) => Promise<Result>
  /** Standard output of a call that must succeed and say nothing on standard error. */
  readonly out: (args: string | readonly string[], options?: RunOptions) => Promise<string>
}

/** Starts a session before the tests of a file, creates its first objects, and ends it after the tests. */
export const kubectlSession = (
  options: TenancyOptions = {},
  begin: (session: Session) => Promise<unknown> = async () => undefined,
): Session => {
  let tenancy: Tenancy | undefined
  let started: Session | undefined
  before(async () => {
    tenancy = await startTenancy({ podReadyAfterMs: 30, ...options })
    started = sessionOf(tenancy)
    await begin(started)
  })
  after(() => tenancy?.stop())
  const session = (): Session => {
    if (started === undefined) throw new Error('the session starts with the tests')
    return started
  }
  return {
    get cluster() {
      return session().cluster
    },
    get client() {
      return session().client
    },
    get folder() {
      return session().folder
    },
    get kubeconfig() {
      return session().kubeconfig
    },
    get namespace() {
      return session().namespace
    },
    get hadCrd() {
      return session().hadCrd
    },
    kubectl: (args, runOptions) => session().kubectl(args, runOptions),
    out: (args, runOptions) => session().out(args, runOptions),
  }
}

const sessionOf = (tenancy: Tenancy): Session => {
  const kubectl: Session['kubectl'] = (args, runOptions) =>
    runKubectl(tenancy.kubeconfig, typeof args === 'string' ? args.split(' ') : args, runOptions)
  const out: Session['out'] = async (args, runOptions) => {
    const { code, stdout, stderr } = await kubectl(args, runOptions)
    if (code !== 0 || stderr !== '') throw new Error(`kubectl ${args}: exit code ${code}\n${stderr}${stdout}`)
    return stdout
  }
  return { ...tenancy, kubectl, out }
}

/** Columns that tell an age or a time are different each time. */
export const withoutAges = (table: string): string => table.replace(/\b(\d+[smh])+( ago)?\b/g, 'AGE')
