import { MyApp } from '../../../crd/myapp.ts'
import { MyAppV1beta1 } from '../../../crd/v1beta1.ts'
import { apiVersionOf, pathOf, type Resource } from '../../../lib/kube/object.ts'
import type { AdminClient, Answer } from '../controlPlane/adminClient.ts'

/** A client of one version of MyApp. It never retries, and returns each answer unchanged. */
export interface VersionClient {
  readonly get: (name: string) => Promise<Answer>
  readonly list: () => Promise<Answer>
  readonly create: (name: string, spec: object) => Promise<Answer>
  /** A merge patch of the spec. */
  readonly patch: (name: string, spec: object, manager?: string) => Promise<Answer>
  /** Server-side apply of the whole spec. */
  readonly apply: (name: string, spec: object, manager: string, force?: boolean) => Promise<Answer>
  /** Reads the object, edits it, and replaces it. */
  readonly replace: (name: string, edit: (object: Found) => object) => Promise<Answer>
  readonly scale: (name: string, replicas: number) => Promise<Answer>
  readonly scaleOf: (name: string) => Promise<Answer>
  readonly remove: (name: string) => Promise<Answer>
  /** The watch events since a resourceVersion, as text, until the server ends the watch after 1 s. */
  readonly eventsSince: (resourceVersion: string) => Promise<Answer>
}

/** A MyApp of either version, as JSON. */
export interface Found {
  readonly apiVersion: string
  readonly metadata: {
    readonly resourceVersion: string
    readonly generation: number
    readonly annotations?: { readonly [name: string]: string }
    readonly managedFields?: readonly { readonly manager: string; readonly apiVersion: string }[]
  }
  readonly spec: { readonly [field: string]: unknown }
}

export const found = ({ code, text, json }: Answer): Found => {
  if (code >= 300 || !isFound(json)) throw new Error(`no MyApp, but ${code} ${text}`)
  return json
}

const isFound = (value: unknown): value is Found => MyApp.codec.is(value) || MyAppV1beta1.codec.is(value)

const merge = 'application/merge-patch+json'

export const versionClient = ({ send }: AdminClient, resource: Resource): VersionClient => {
  const path = (name?: string, rest = '') => pathOf(resource, 'default', name) + rest
  const manifest = (name: string, spec: object) => ({
    apiVersion: apiVersionOf(resource),
    kind: resource.kind,
    metadata: { name },
    spec,
  })
  const get = (name: string) => send('GET', path(name))
  return {
    get,
    list: () => send('GET', path()),
    create: (name, spec) => send('POST', path(), manifest(name, spec)),
    patch: (name, spec, manager = 'patcher') => send('PATCH', path(name, `?fieldManager=${manager}`), { spec }, merge),
    apply: (name, spec, manager, force = false) =>
      send(
        'PATCH',
        path(name, `?fieldManager=${manager}&force=${force}`),
        manifest(name, spec),
        'application/apply-patch+yaml',
      ),
    replace: async (name, edit) => {
      for (;;) {
        const answer = await send('PUT', path(name), edit(found(await get(name))))
        // The controller wrote in between.
        if (answer.code !== 409) return answer
      }
    },
    scale: (name, replicas) => send('PATCH', path(name, '/scale'), { spec: { replicas } }, merge),
    scaleOf: name => send('GET', path(name, '/scale')),
    remove: name => send('DELETE', path(name)),
    eventsSince: resourceVersion =>
      send('GET', path(undefined, `?watch=true&timeoutSeconds=1&resourceVersion=${resourceVersion}`)),
  }
}
