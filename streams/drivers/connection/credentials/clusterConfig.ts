/** The address of a cluster and the user's credentials, from a kubeconfig or from the pod's own files. No file that it names is read yet. */
export interface ClusterConfig {
  /** For messages: `kubeconfig /home/me/.kube/config`, `the pod's service account`. */
  readonly origin: string
  /** Without a trailing slash; may have a path. */
  readonly server: string
  /** Namespace of the context. Default: `default`. */
  readonly namespace: string
  readonly certificateAuthority?: Material
  readonly insecureSkipTlsVerify: boolean
  readonly tlsServerName?: string
  /** From `proxy-url`. The environment's proxies are looked up elsewhere. */
  readonly proxyUrl?: string
  readonly user: UserConfig
}

export interface UserConfig {
  readonly name: string
  readonly token?: Material
  readonly basic?: { readonly username: string; readonly password: string }
  readonly certificate?: Material
  readonly key?: Material
  /** `Impersonate-User`, `-Uid`, `-Group`, `-Extra-…` headers. */
  readonly impersonation: Readonly<Record<string, string | string[]>>
  /** Credentials that a program or an identity provider has to supply, as the kubeconfig says it. */
  readonly plugin?: Plugin
}

export type Plugin =
  | { readonly _tag: 'Exec'; readonly command: string; readonly exec: Readonly<Record<string, unknown>> }
  | { readonly _tag: 'AuthProvider'; readonly name: string; readonly authProvider: Readonly<Record<string, unknown>> }

/** Bytes that are given, or that are in a file that may change while we run. `field` names them in messages. */
export type Material =
  | { readonly _tag: 'Data'; readonly field: string; readonly data: Buffer }
  | { readonly _tag: 'File'; readonly field: string; readonly path: string }
/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>
/** Credentials that cannot be had. The message is one line with culprit and remedy. */
export class CredentialsError extends Error {}
