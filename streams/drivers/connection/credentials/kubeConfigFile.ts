import { type Either, left, mapLeft } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { decode } from '../../../../lib/kube/decode.ts'

/** The parts of a kubeconfig that sluice reads. Names of fields are kubectl's. */
const Named = t.type({ name: t.string })

const ClusterEntry = t.intersection([
  Named,
  t.type({
    cluster: t.intersection([
      t.type({ server: t.string }),
      t.partial({
        'certificate-authority': t.string,
        'certificate-authority-data': t.string,
        'insecure-skip-tls-verify': t.boolean,
        'tls-server-name': t.string,
        'proxy-url': t.string,
      }),
    ]),
  }),
])

const UserFields = t.partial({
  token: t.string,
  tokenFile: t.string,
  username: t.string,
  password: t.string,
  'client-certificate': t.string,
  'client-certificate-data': t.string,
  'client-key': t.string,
  'client-key-data': t.string,
  as: t.string,
  'as-uid': t.string,
  'as-groups': t.array(t.string),
  'as-user-extra': t.record(t.string, t.array(t.string)),
  exec: t.UnknownRecord,
  'auth-provider': t.UnknownRecord,
})

const UserEntry = t.intersection([Named, t.partial({ user: t.union([UserFields, t.null]) })])

const ContextEntry = t.intersection([
  Named,
  t.type({
    context: t.intersection([t.type({ cluster: t.string }), t.partial({ user: t.string, namespace: t.string })]),
  }),
])

const list = <Entry extends t.Mixed>(entry: Entry) => t.union([t.array(entry), t.null, t.undefined])

const KubeConfigFile = t.intersection([
  t.type({ clusters: list(ClusterEntry), users: list(UserEntry), contexts: list(ContextEntry) }),
  t.partial({ 'current-context': t.union([t.string, t.null]) }),
])

export type KubeConfigFile = t.TypeOf<typeof KubeConfigFile>
export type ClusterEntry = t.TypeOf<typeof ClusterEntry>
export type ContextEntry = t.TypeOf<typeof ContextEntry>
export type UserFields = t.TypeOf<typeof UserFields>
export type UserEntry = t.TypeOf<typeof UserEntry>

/** Files of `$KUBECONFIG` as one, each entry with the folder that its relative paths start from. */
export interface MergedFiles {
  readonly currentContext?: string
  readonly clusters: ReadonlyMap<string, Placed<ClusterEntry>>
  readonly users: ReadonlyMap<string, Placed<UserEntry>>
  readonly contexts: ReadonlyMap<string, Placed<ContextEntry>>
}

export interface Placed<Entry> {
  readonly entry: Entry
  readonly folder: string
}

/** The first file that names an entry, or a current context, wins: kubectl's rule. */
export const mergeFiles = (
  files: readonly { readonly folder: string; readonly content: KubeConfigFile }[],
): MergedFiles => {
  const current = files
    .map(file => file.content['current-context'])
    .find(name => typeof name === 'string' && name !== '')
  return {
    ...(typeof current === 'string' && { currentContext: current }),
    clusters: firstOfEachName(files, content => content.clusters),
    users: firstOfEachName(files, content => content.users),
    contexts: firstOfEachName(files, content => content.contexts),
  }
}

const firstOfEachName = <Content, Entry extends { readonly name: string }>(
  files: readonly { readonly folder: string; readonly content: Content }[],
  of: (content: Content) => readonly Entry[] | null | undefined,
): ReadonlyMap<string, Placed<Entry>> =>
  new Map(
    files
      .flatMap(({ folder, content }) => (of(content) ?? []).map(entry => [entry.name, { entry, folder }] as const))
      .reverse(),
  )

/** A parsed kubeconfig, or what is wrong with it: `users[0].user.token must be string`. */
export const decodeKubeConfigFile = (content: unknown): Either<string, KubeConfigFile> => {
  if (typeof content !== 'object' || content === null)
    return left('it is not a mapping with clusters, users and contexts')
  return pipe(
    decode(KubeConfigFile, content),
    // The value may be a secret: it stays out of the message.
    mapLeft(reasons => (reasons[0] ?? '').replace(/, got .*$/s, '')),
  )
}
