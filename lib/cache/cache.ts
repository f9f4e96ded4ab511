import type { Controller, Owned, Related } from '../controller/controller.ts'
import { isSecret } from '../controller/secrecy.ts'
import { apiVersionOf, controllerOf, type Key, type KubeObject, keyOf, type Resource } from '../kube/object.ts'
import { type Claim, claimReader, fieldManagerOf } from '../kube/ownership/claim.ts'
import { type StatusParts, statusPartsReader } from '../kube/ownership/statusParts.ts'
import type { Seen } from '../kube/watchEvent.ts'
import type { Indexes } from './indexing.ts'
import { leastPacked, type Packing, packLarge } from './packing.ts'
import { keptOf } from './reads.ts'
import { type Applied, type Snapshot, statusMemory } from './snapshot.ts'
import { type Change, createStore, type Store } from './store.ts'

/** The label by whose value a controller finds its children again. */
export const managedByLabel = 'app.kubernetes.io/managed-by'
export const managedBy = (controller: { readonly name: string }): string => `sluice-${controller.name}`

/** One kind as one controller reads it: what to watch, where it is kept, and whom a change concerns. */
export interface Feed {
  readonly role: 'watched' | 'owned' | 'related'
  /** `watched`, `owned apps/v1/Deployment`, `related v1/ConfigMap`: for people. */
  readonly name: string
  readonly resource: Resource
  readonly labelSelector?: string
  readonly store: Store<KubeObject>
  /** As much of an object as the declaration reads. `size`: the length of the text from which it came, if that is known. */
  readonly keep: <O>(object: O, size?: number) => O
  /** What our field manager holds of an object as the server sent it; of owned kinds alone. */
  readonly claimOf?: (value: unknown) => Claim
  /** What our field manager has set of a status; of the watched kind alone. */
  readonly statusOf?: (value: unknown) => StatusParts
  readonly concerns: (change: Change<KubeObject>) => readonly Key[]
}

/** All that one controller knows of the cluster. */
export interface Cache<O extends KubeObject> extends Snapshot<O> {
  readonly feeds: readonly Feed[]
  /** All keys that have an object, or children that name one. */
  readonly keys: () => ReadonlySet<Key>
  readonly owner: (resource: Resource) => Feed | undefined
  /** Remembers why the feed has no list, for as long as it has none. */
  readonly giveUp: (feed: Feed, problem: string) => void
  /** Remembers an apply whose answer was not what was desired; `undefined` forgets it. */
  readonly remember: (uid: string, applied: Applied | undefined) => void
}

const idOf = (resource: Resource): string => `${apiVersionOf(resource)}/${resource.kind}`

/** `packing`: of large objects. Default: none is packed. */
export const createCache = <O extends KubeObject>(controller: Controller<O>, packing?: Packing): Cache<O> => {
  const pack = packing && packLarge(packing)
  const keptBy = (declared: Pick<Owned, 'reads' | 'digests'> | undefined): Feed['keep'] => {
    const kept = keptOf(declared)
    // Most objects come as a text that is too short to hold a large field.
    return (object, size = Infinity) => (pack === undefined || size < leastPacked ? kept(object) : pack(kept(object)))
  }
  const watched = createStore<O>({ indexes: watchedIndexes(controller) })
  const applied = new Map<string, Applied>()
  const forgetApplied = ({ before, after }: Change<KubeObject>): void => {
    if (before === undefined || after !== undefined) return
    const { uid } = before.object.metadata
    applied.delete(uid)
    applied.delete(statusMemory(uid))
  }

  const owned = controller.owns.map((declared: Owned) => {
    const ownerKeys = (object: KubeObject) => ownerKey(controller.watches, object)
    const store = createStore<KubeObject>({ indexes: { owner: seen => ownerKeys(seen.object) } })
    const feed: Feed = {
      role: 'owned',
      name: `owned ${idOf(declared.resource)}`,
      resource: declared.resource,
      labelSelector: `${managedByLabel}=${managedBy(controller)}`,
      store,
      keep: keptBy(withSecretData(declared)),
      claimOf: claimReader({
        fieldManager: fieldManagerOf(controller),
        former: controller.formerFieldManagers ?? [],
        apiVersion: apiVersionOf(declared.resource),
      }),
      concerns: change => {
        forgetApplied(change)
        return either(change, ownerKeys)
      },
    }
    return feed
  })

  const related = controller.related.map((declared: Related<O>, at) => {
    const values = declared.indexBy ?? ((object: KubeObject) => [keyOf(object.metadata)])
    const store = createStore<KubeObject>({ indexes: { value: seen => values(seen.object) } })
    const feed: Feed = {
      role: 'related',
      name: `related ${idOf(declared.resource)}`,
      resource: declared.resource,
      store,
      keep: keptBy(declared),
      concerns: change =>
        either(change, values).flatMap(value =>
          watched.by(`related ${at}`, value).map(seen => keyOf(seen.object.metadata)),
        ),
    }
    return feed
  })

  /** By the name of the feed. */
  const problems = new Map<string, string>()
  const ownedById = new Map(owned.map(feed => [idOf(feed.resource), feed]))
  const feeds: readonly Feed[] = [
    {
      role: 'watched',
      name: 'watched',
      resource: controller.watches,
      store: watched,
      keep: keptBy(undefined),
      statusOf: statusPartsReader(fieldManagerOf(controller)),
      concerns: change => {
        forgetApplied(change)
        return [change.key]
      },
    },
    ...owned,
    ...related,
  ]

  return {
    feeds,
    keys: () => {
      const keys = new Set<Key>(watched.keys())
      for (const { store } of owned) {
        for (const key of store.keys()) {
          const child = store.get(key)
          for (const owner of child === undefined ? [] : ownerKey(controller.watches, child.object)) keys.add(owner)
        }
      }
      return keys
    },
    owner: resource => ownedById.get(idOf(resource)),
    remember: (uid, memory) => {
      if (memory === undefined) applied.delete(uid)
      else applied.set(uid, memory)
    },
    watched: watched.get,
    owned: (resource, owner) => objects(ownedById.get(idOf(resource))?.store.by('owner', owner)),
    named: (resource, key) => ownedById.get(idOf(resource))?.store.get(key)?.object,
    claim: (resource, key) => ownedById.get(idOf(resource))?.store.get(key)?.claim,
    related: (at, values) => [...new Set(values.flatMap(value => objects(related[at]?.store.by('value', value))))],
    applied: uid => applied.get(uid),
    unknown: (role, resource) => {
      const feed = feeds.find(each => each.role === role && idOf(each.resource) === idOf(resource))
      return feed && !feed.store.listed() ? problems.get(feed.name) : undefined
    },
    giveUp: ({ name }, problem) => {
      problems.set(name, problem)
    },
  }
}

/** A plan compares the data of a Secret, so it is kept whatever the declaration reads. */
const withSecretData = (declared: Owned): Owned =>
  declared.reads !== undefined &&
  isSecret({ apiVersion: apiVersionOf(declared.resource), kind: declared.resource.kind })
    ? { ...declared, reads: [...declared.reads, 'data'] }
    : declared

/** The key of the watched object that controls this one, of whatever version. Asked for each object that comes or goes. */
const ownerKey = ({ group, kind, scope, version }: Resource, object: KubeObject): readonly Key[] => {
  const owner = controllerOf(object)
  if (owner?.kind !== kind) return []
  if (group === '' ? owner.apiVersion !== version : !owner.apiVersion.startsWith(`${group}/`)) return []
  const { namespace } = object.metadata
  return [scope === 'Namespaced' && namespace !== undefined ? `${namespace}/${owner.name}` : owner.name]
}

const watchedIndexes = <O extends KubeObject>(controller: Controller<O>): Indexes<O> =>
  Object.fromEntries(
    controller.related.map((declared, at) => [
      `related ${at}`,
      (seen: Seen<O>) => {
        // A declaration that throws is reported to the owner when the plan asks for the same values.
        if (seen._tag === 'Refused') return []
        try {
          return declared.values(seen.object)
        } catch {
          return []
        }
      },
    ]),
  )

const either = (change: Change<KubeObject>, values: (object: KubeObject) => readonly string[]): readonly string[] => {
  const before = change.before === undefined ? [] : values(change.before.object)
  const after = change.after === undefined ? [] : values(change.after.object)
  return before.length === 0 ? after : after.length === 0 ? before : [...new Set([...before, ...after])]
}

const objects = (seen: readonly Seen<KubeObject>[] | undefined): readonly KubeObject[] =>
  (seen ?? []).map(each => each.object)
