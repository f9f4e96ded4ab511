import { randomBytes } from 'node:crypto'
import { type ClusterState, compact, emptyCluster } from '../../../lib/apiserver/store/state.ts'
import type { Versions } from '../../../lib/versions/index.ts'
import type { AuthenticatedUser } from './authenticate.ts'
import { createAuthority } from './certificates.ts'
import { createCounters, type RequestCount } from './counters.ts'
import { createEndpoint } from './endpoint.ts'
import type { Interfere } from './interference.ts'
import { type Kubeconfig, kubeconfigOf } from './kubeconfig.ts'
import { listen } from './listener.ts'
import { createTokens } from './tokens.ts'
import { takeTurns } from './turns.ts'
import { createWatchers } from './watchers.ts'
import { createWorld } from './world.ts'

export type { RequestCount } from './counters.ts'
export type { Interfere, Interference } from './interference.ts'
export type { Kubeconfig } from './kubeconfig.ts'

export interface EmbeddedClusterOptions {
  /** Default 0: any free port. */
  readonly port?: number
  /** The address to bind. Default `127.0.0.1`. */
  readonly host?: string
  /** The stand-ins for Deployment and ReplicaSet controller, kubelet, namespace controller and garbage collector. Default true. */
  readonly controllers?: boolean
  /** Equal seeds give equal uids and generated names. Default: random. */
  readonly seed?: number
  /** Events remembered for each kind; a watch from further back gets 410. Default: the model's. */
  readonly historyLimit?: number
  /** Stands in for the conversion webhooks of CRDs: their kinds, with how one version becomes another. Default: none. */
  readonly versions?: readonly Versions[]
  /** From a pod's creation until it is ready. `Infinity`: never. Default 150 ms. */
  readonly podReadyAfterMs?: number
}

/** A running embedded cluster. */
export interface Cluster {
  /** `https://127.0.0.1:6443` */
  readonly url: string
  /** The certificate authority, PEM. */
  readonly ca: string
  /** The bearer token of the default user, `kubernetes-admin`, who may do everything. */
  readonly token: string
  /** Access for the default user, by token. */
  readonly kubeconfig: () => Kubeconfig
  /** Access for any user, who may do what RBAC objects in the cluster say; by client certificate or by token. */
  readonly kubeconfigFor: (user: AuthenticatedUser, by?: 'certificate' | 'token') => Promise<Kubeconfig>
  /** Counts of the requests from outside so far; a watch counts when it ends. */
  readonly requests: () => readonly RequestCount[]
  readonly state: () => ClusterState
  /** Forgets the history: older watches and lists get 410. */
  readonly compact: () => void
  /** Ends all watches: cleanly, or by breaking their connections after the given text. */
  readonly dropWatches: (lastWords?: string) => void
  /** How many watches are open. */
  readonly watches: () => number
  /** From now on this decides what befalls each request; `undefined` ends it. */
  readonly interfere: (interfere: Interfere | undefined) => void
  /** Breaks all connections and refuses new ones; the state stays. */
  readonly pause: () => Promise<void>
  /** Serves again, at the same address. */
  readonly resume: () => Promise<void>
  readonly stop: () => Promise<void>
}

const administrator: AuthenticatedUser = { name: 'kubernetes-admin', groups: ['system:masters'] }

/** Objects that the stand-ins look at before requests have their turn again. */
const turnLimit = 32

/** Starts an embedded cluster: the API server model over HTTPS, and stand-ins for the controllers of a cluster. */
export const startCluster = async (options: EmbeddedClusterOptions = {}): Promise<Cluster> => {
  const { host = '127.0.0.1', port = 0, controllers = true, podReadyAfterMs = 150 } = options
  const { seed = randomBytes(4).readUInt32LE() } = options
  const now = Date.now
  const authority = await createAuthority(now())
  const initial = emptyCluster({
    nowMs: now(),
    seed,
    ...(options.historyLimit !== undefined && { historyLimit: options.historyLimit }),
    ...(options.versions !== undefined && { versions: options.versions }),
  })
  const world = createWorld(initial, now)
  const watchers = createWatchers(world.state, now)
  const counters = createCounters()
  const tokens = createTokens(world.state, now)
  const token = tokens.issue(administrator)
  let interfere: Interfere | undefined
  world.onChange(watchers.wake)

  const endpoint = createEndpoint({
    world,
    watchers,
    counters,
    tokens,
    interfere: () => interfere,
  })
  const identity = await authority.server([host])
  const listener = await listen({ host, port, ca: authority.ca, identity }, endpoint)
  const url = `https://${host.includes(':') ? `[${host}]` : host}:${listener.port}`
  const turns = controllers
    ? takeTurns(world, { ca: authority.ca, limit: turnLimit, podReadyAfterMs, podGoneAfterMs: 20 }, now)
    : undefined

  const { ca } = authority
  return {
    url,
    ca,
    token,
    kubeconfig: () => kubeconfigOf({ url, ca, user: administrator.name, credentials: { token } }),
    kubeconfigFor: async (user, by = 'token') =>
      kubeconfigOf({
        url,
        ca,
        user: user.name,
        credentials: by === 'token' ? { token: tokens.issue(user) } : await authority.client(user.name, user.groups),
      }),
    requests: counters.counts,
    state: world.state,
    compact: () => world.change(state => compact(state, state.resourceVersion)),
    dropWatches: watchers.drop,
    watches: watchers.count,
    interfere: next => {
      interfere = next
    },
    pause: listener.down,
    resume: listener.up,
    stop: async () => {
      turns?.stop()
      await listener.down()
    },
  }
}
