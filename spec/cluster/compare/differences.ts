import type { Difference } from './judge.ts'
import type { Sequence, Step } from './sequence.ts'

/** A known difference from the real API server. */
export interface Listed {
  /** The name of the sequence that shows it. */
  readonly sequence: string
  /** Its first difference beyond wording, as `npm run compare` prints it. Later differences are ignored. */
  readonly first: string
  /** Why it stays. */
  readonly why: string
}

/** The known differences that are not worth mending. An entry that no longer occurs fails the comparison. */
export const listed: readonly Listed[] = [
  {
    sequence: 'a Service becomes an ExternalName and something else again',
    first: '3 body.spec.internalTrafficPolicy',
    why: 'The real server keeps the policy, which an ExternalName has no use for, and hides it, but not in answers about the status.',
  },
  {
    sequence: 'a custom resource with empty labels is put back as it was read',
    first: '3 body.metadata.resourceVersion',
    why: 'The real server keeps empty labels of a custom resource and shows none, so that what was read is one write away from what is stored.',
  },
  {
    sequence: 'a DaemonSet is created, shown, changed, applied and deleted',
    first: '2 body.rows[0].object.metadata.annotations',
    why: 'The real server counts changes of the template in a field that only becomes an annotation when the whole object is written; the metadata in a table has none.',
  },
  {
    sequence: 'the bookmark behind the initial events of a Deployment',
    first: '2 body[1].object.spec',
    why: 'A bookmark of the real server carries the zero value of the Go struct of its kind, which says nothing: clients read its resourceVersion and annotations.',
  },
  {
    sequence: 'who wants nothing but protobuf gets no custom resource',
    first: '1 contentType',
    why: 'Both refuse with 406; the real server does so in protobuf, which the embedded cluster reads but does not write.',
  },
  {
    sequence: 'who patches the time of a deletion in vain owns it',
    first: '3 body.metadata.managedFields[0].fieldsV1.f:metadata.f:deletionTimestamp',
    why: 'The real server looks at ownership before it puts the time back: ownership of a field that nobody can set, and a write for nothing.',
  },
  {
    sequence: 'a new Node is tainted until it is ready',
    first: '1 body.spec.taints',
    why: 'Nobody here would take the taint away again: in a real cluster a controller does, when the kubelet reports.',
  },
  {
    sequence: 'a Pod without its ServiceAccount is forbidden',
    first: '1 code',
    why: 'The controller that makes the ServiceAccount default in each namespace is not among the stand-ins, so it is taken for granted. Any other one must exist.',
  },
  {
    sequence: 'a rule that may cost too much is refused',
    first: '1 code',
    why: 'The real server estimates the cost of each rule from the bounds of its schema; the embedded cluster runs rules on small objects only, and has no such budget.',
  },
  {
    sequence: 'a rule with a named format',
    first: '1 code',
    why: 'Of the libraries of CEL that Kubernetes adds, named formats are left out: a rule that uses them is refused when its CRD is installed, not passed in silence.',
  },
]

/** Differences that may occur in any generated sequence. */
export interface Rule {
  readonly holds: (difference: Difference, step: Step) => boolean
  /** Whether the sequences part there, so that nothing behind it is looked at. Default: false. */
  readonly parts?: boolean
  readonly why: string
}

export const rules: readonly Rule[] = [
  {
    holds: ({ at, embedded, real }, { path }) =>
      at.startsWith('warnings[') &&
      embedded === undefined &&
      String(real).includes('tls: ') &&
      path.includes('/secrets'),
    why: 'The model does not read the certificates in a Secret.',
  },
  {
    holds: ({ at, embedded, real }, { path, body }) =>
      at === 'code' &&
      embedded === 200 &&
      real === 422 &&
      /\/(secrets|configmaps)\//.test(path) &&
      (JSON.stringify(body) ?? '').includes('"x":null'),
    parts: true,
    why: 'Where data are immutable, to the real server an empty map is another than none.',
  },
  {
    holds: ({ at }, { body }) =>
      /\.f:metadata|metadata\.managedFields$/.test(at) &&
      (JSON.stringify(body) ?? '').includes('/metadata/finalizers/-'),
    parts: true,
    why: 'A finalizer that is there twice is owned by nobody, and where two versions own fields nothing is any more: only an update by hand puts it there.',
  },
  {
    holds: ({ at, code, embedded }, { method }) =>
      at.startsWith('warnings[') && embedded === undefined && code === 404 && method === 'PATCH',
    why: 'What was deleted a moment ago may still be in the cache that the real server patches, and warns, before it says 404.',
  },
  {
    holds: ({ at }, { path }) => /^body\.(items|rows)\[/.test(at) && path.includes('resourceVersion=0'),
    why: 'A list at resourceVersion 0 may be of a moment ago.',
  },
]

/** The first difference that is more than wording and that no rule accepts. */
export const firstUnaccepted = ({ steps }: Sequence, differences: readonly Difference[]): Difference | undefined => {
  for (const difference of differences) {
    if (difference.wording) continue
    const step = steps[difference.step - 1]
    const rule = step && rules.find(({ holds }) => holds(difference, step))
    if (rule === undefined) return difference
    if (rule.parts === true) return undefined
  }
  return undefined
}
