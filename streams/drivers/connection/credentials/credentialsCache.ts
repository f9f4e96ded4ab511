import type { ClusterConfig } from './clusterConfig.ts'
import { openPlugin, type PluginCredentials } from './pluginCredentials.ts'
import { type Credentials, readCredentials, sameCredentials } from './readCredentials.ts'

/** Credentials that are looked at once in a while, so that a request costs no file reads. */
export interface CredentialsCache {
  /** The cached credentials, if they need no check. */
  readonly fresh: () => Credentials | undefined
  /** At once while what we have is fresh; rejects with a `CredentialsError`. */
  readonly current: () => Credentials | Promise<Credentials>
  /**
   * After a refusal: reads the files again and asks the plugin again. Where that
   * brought nothing new it is not tried again for a second.
   */
  readonly refresh: () => Promise<Credentials>
}

export interface CredentialsCacheOptions {
  /** After this time files are read again. */
  readonly maxAgeMs: number
  /** Monotonic milliseconds. */
  readonly nowMs: () => number
}

const betweenFutileRefreshesMs = 1_000

export const credentialsCache = (config: ClusterConfig, options: CredentialsCacheOptions): CredentialsCache => {
  const { plugin } = config.user
  let askPlugin: Promise<() => Promise<PluginCredentials>> | undefined
  let supplied: PluginCredentials | undefined
  let latest: Credentials | undefined
  let readAtMs = 0
  let futileAtMs = Number.NEGATIVE_INFINITY

  const read = shared(async (): Promise<Credentials> => {
    if (plugin !== undefined) {
      askPlugin ??= openPlugin(config, plugin)
      const before = supplied
      supplied = await (await askPlugin)()
      if (latest !== undefined && isFresh() && before !== undefined && sameSupplied(before, supplied)) return latest
    }
    latest = await readCredentials(config, supplied, latest)
    readAtMs = options.nowMs()
    return latest
  })

  const isFresh = (): boolean => options.nowMs() - readAtMs < options.maxAgeMs

  const refresh = shared(async (): Promise<Credentials> => {
    const before = latest
    // A read that is under way may have begun before the refusal: let it end, then look again.
    await read().catch(() => undefined)
    askPlugin = undefined
    readAtMs = Number.NEGATIVE_INFINITY
    const after = await read()
    if (before !== undefined && sameCredentials(before, after)) futileAtMs = options.nowMs()
    return after
  })

  // A plugin is asked each time: it knows when its credentials expire, and answers from memory until then.
  const fresh = (): Credentials | undefined => (plugin === undefined && isFresh() ? latest : undefined)

  return {
    fresh,
    current: () => fresh() ?? read(),
    refresh: async () => {
      if (latest !== undefined && options.nowMs() - futileAtMs < betweenFutileRefreshesMs) return latest
      return refresh()
    },
  }
}

/** The answer under way, which every caller gets that asks meanwhile. */
const shared = <A>(ask: () => Promise<A>): (() => Promise<A>) => {
  let underWay: Promise<A> | undefined
  return () => {
    underWay ??= ask().finally(() => {
      underWay = undefined
    })
    return underWay
  }
}

const sameSupplied = (one: PluginCredentials, other: PluginCredentials): boolean =>
  one.authorization === other.authorization && one.cert === other.cert && one.key === other.key
