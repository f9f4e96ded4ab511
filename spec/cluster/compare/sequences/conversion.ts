import type { Sequence } from '../sequence.ts'
import { altered } from '../sequence.ts'
import { apply, forced, get, mergePatch, post, put, remove, watch } from '../steps.ts'
import { myApps } from './paths.ts'

/** MyApp in its two versions, which say different things: a webhook converts. */

const beta = myApps.replace('/v1/', '/v1beta1/')
const digest = `a:1@sha256:${'0'.repeat(64)}`
const image = { repository: 'a', tag: '1' }
const carrier = 'example.com/converted-from-v1'

const v1 = (name: string, spec: object) => ({ apiVersion: 'example.com/v1', kind: 'MyApp', metadata: { name }, spec })
const v1beta1 = (name: string, spec: object) => ({ ...v1(name, spec), apiVersion: 'example.com/v1beta1' })
const web = `${myApps}/web`
const old = `${beta}/web`
const by = (path: string, manager: string) => `${path}?fieldManager=${manager}`
const noted = (value: string | null) => ({ metadata: { annotations: { [carrier]: value } } })

const withDigest = post(by(myApps, 'maker'), v1('web', { image: digest, replicas: 1 }))

export const conversion: readonly Sequence[] = [
  {
    name: 'a MyApp is read and edited in both versions, and its owners are those of each',
    steps: [
      withDigest,
      get(old),
      mergePatch(by(old, 'editor'), { spec: { size: 3 } }),
      mergePatch(by(web, 'editor'), { spec: { replicas: 4 } }),
      put(by(old, 'editor'), altered(4, { apiVersion: 'example.com/v1beta1', spec: { replicas: null, image } })),
      mergePatch(by(old, 'other'), { spec: { image: { tag: null } } }),
      get(web),
      get(beta),
      get(myApps),
      remove(old),
    ],
  },
  {
    name: 'what v1beta1 cannot say is in an annotation, which may be removed and rewritten',
    steps: [
      withDigest,
      mergePatch(by(old, 'x'), { metadata: { annotations: { a: 'b' } } }),
      mergePatch(by(old, 'x'), noted(null)),
      mergePatch(by(old, 'x'), noted('no JSON')),
      mergePatch(by(old, 'x'), noted(JSON.stringify({ 'spec.image': digest }))),
      get(web),
      mergePatch(by(web, 'y'), { spec: { image: 'a:2' } }),
      get(old),
    ],
  },
  {
    name: 'the scale of each version, and who owns it',
    steps: [
      withDigest,
      get(`${old}/scale`),
      mergePatch(by(`${old}/scale`, 'scaler'), { spec: { replicas: 5 } }),
      get(web),
      mergePatch(by(`${web}/scale`, 'scaler'), { spec: { replicas: 6 } }),
      get(web),
      apply(old, 'applier', v1beta1('web', { image, size: 6 })),
      mergePatch(by(`${web}/scale`, 'scaler'), { spec: { replicas: 7 } }),
      get(old),
    ],
  },
  {
    name: 'appliers of both versions: conflicts, force, shared fields',
    steps: [
      withDigest,
      apply(old, 'theirs', v1beta1('web', { image: { ...image, tag: '2' }, size: 5 })),
      apply(old, 'theirs', v1beta1('web', { image: { ...image, tag: '2' }, size: 5 }), forced),
      apply(web, 'ours', v1('web', { image: 'a:3', replicas: 6 })),
      apply(web, 'ours', v1('web', { image: 'a:2', replicas: 5, env: { A: 'b' } })),
      apply(web, 'ours', v1('web', { image: digest, replicas: 5, env: { A: 'b' } }), forced),
      apply(old, 'theirs', v1beta1('web', { image, size: 5 })),
      apply(old, 'theirs', v1beta1('web', { image, size: 7, port: 80 }), forced),
      get(web),
    ],
  },
  {
    name: 'an applier that goes over to the other version, and back',
    steps: [
      apply(web, 'ours', v1('web', { image: digest, replicas: 5, port: 80, env: { A: 'b' } })),
      apply(old, 'ours', v1beta1('web', { image, size: 5 })),
      apply(old, 'ours', v1beta1('web', { image, env: { C: 'd' } })),
      apply(web, 'ours', v1('web', { image: digest })),
      apply(old, 'theirs', v1beta1('web', { image, size: 2, resources: { limits: { cpu: 1 } } })),
      apply(web, 'theirs', v1('web', { image: digest })),
      apply(web, 'ours', v1('web', { image: 'a:2', replicas: 3 })),
      get(old),
    ],
  },
  {
    name: 'an applier lets go of half of an image, the other half of which somebody else applies',
    steps: [
      apply(old, 'ours', v1beta1('web', { image, port: 80 })),
      apply(old, 'theirs', v1beta1('web', { image: { repository: 'b' }, size: 1 }), forced),
      mergePatch(by(`${web}/scale`, 'scaler'), { spec: { replicas: 2 } }),
      mergePatch(by(web, 'scaler'), { spec: { port: null } }),
      apply(old, 'theirs', v1beta1('web', {}), forced),
      get(web),
      get(old),
    ],
  },
  {
    name: 'an applier goes over to the other version and leaves no label, and so no metadata',
    steps: [
      post(by(beta, 'maker'), v1beta1('web', { image })),
      apply(old, 'ours', { ...v1beta1('web', { image }), metadata: { name: 'web', labels: { tier: 'front' } } }),
      apply(web, 'ours', v1('web', { image: 'a:1' })),
      get(old),
    ],
  },
  {
    name: 'a status is written in both versions',
    steps: [
      withDigest,
      mergePatch(by(`${web}/status`, 'teller'), { status: { replicas: 1 } }),
      mergePatch(by(`${old}/status`, 'teller'), { status: { replicas: 2 } }),
      apply(`${old}/status`, 'applier', { ...v1beta1('web', {}), spec: undefined, status: { readyReplicas: 1 } }),
      apply(`${web}/status`, 'applier', { ...v1('web', {}), spec: undefined, status: { readyReplicas: 2 } }),
      get(web),
    ],
  },
  {
    name: 'MyApps of v1beta1 are made, also as a dry run, and refused in their own words',
    steps: [
      post(`${beta}?fieldManager=maker&dryRun=All`, v1beta1('dry', { image: { repository: 'a' } })),
      post(by(beta, 'maker'), v1beta1('web', { image: { repository: 'a' } })),
      post(beta, v1beta1('web', { image: { repository: 'a' } })),
      mergePatch(`${old}?fieldManager=editor&dryRun=All`, { spec: { size: 3 } }),
      post(beta, v1beta1('bad', { image: 'a:1' })),
      post(beta, v1beta1('bad', { image: { repository: 'a:1' }, more: 1 })),
      post(beta, v1beta1('bad', { image: { repository: 'a'.repeat(500), tag: 'b'.repeat(20) } })),
      post(beta, v1('other', { image: 'a:1' })),
      get(web),
    ],
  },
  {
    name: 'a watch of v1beta1 tells what v1 does',
    steps: [
      get(beta),
      withDigest,
      mergePatch(by(web, 'editor'), { spec: { replicas: 4 } }),
      mergePatch(by(old, 'editor'), { spec: { image: { tag: '2' } } }),
      remove(web),
      watch(`${beta}?resourceVersion=<1.metadata.resourceVersion>`, { events: 4 }),
      watch(`${myApps}?resourceVersion=<1.metadata.resourceVersion>`, { events: 4 }),
    ],
  },
]
