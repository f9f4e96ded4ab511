import { altered, type Sequence } from '../sequence.ts'
import { get, mergePatch, post, put, remove } from '../steps.ts'
import { configMap, secret } from './objects.ts'
import { configMaps, namespaces, secrets, serviceAccounts } from './paths.ts'

const namespace = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name },
  ...more,
})

/** What holds data, names and identities. */
export const coreKinds: readonly Sequence[] = [
  {
    name: 'a ConfigMap with texts and bytes',
    steps: [
      post(configMaps, { ...configMap('web', { a: '1', 'b.c_d-e': '' }), binaryData: { f: 'AQID' } }),
      post(configMaps, { ...configMap('empty', {}), binaryData: {}, immutable: false }),
      post(configMaps, { ...configMap('none'), binaryData: { f: '' } }),
    ],
  },
  {
    name: 'keys of a ConfigMap that break the rules are named',
    steps: [
      post(configMaps, configMap('a', { 'bad key': '1', '': '2', '..': '3', '.': '4', '..a': '5' })),
      post(configMaps, { ...configMap('a', { same: '1' }), binaryData: { same: 'AQID' } }),
      post(configMaps, configMap('a', { ['x'.repeat(254)]: '1' })),
      post(configMaps, { ...configMap('a'), binaryData: { 'bad key': 'AQID' } }),
    ],
  },
  {
    name: 'an immutable ConfigMap stays as it is',
    steps: [
      post(configMaps, { ...configMap('web', { a: '1' }), immutable: true }),
      mergePatch(`${configMaps}/web`, { data: { a: '2' } }),
      mergePatch(`${configMaps}/web`, { immutable: false }),
      mergePatch(`${configMaps}/web`, { immutable: null, data: null, binaryData: { a: 'AQID' } }),
      mergePatch(`${configMaps}/web`, { metadata: { labels: { a: 'b' } } }),
      remove(`${configMaps}/web`),
    ],
  },
  {
    name: 'a Secret takes texts and keeps bytes',
    steps: [
      post(secrets, secret('web', { stringData: { a: 'text', b: 'ü' }, data: { a: 'AQID', c: 'AQID' } })),
      mergePatch(`${secrets}/web`, { stringData: { c: 'new' } }),
      post(secrets, secret('empty', { data: {}, stringData: {} })),
      post(secrets, secret('typed', { type: 'example.com/thing', immutable: true })),
      get(`${secrets}/web`),
    ],
  },
  {
    name: 'Secrets of known types have their keys',
    steps: [
      post(secrets, secret('a', { type: 'kubernetes.io/tls' })),
      post(secrets, secret('a', { type: 'kubernetes.io/tls', data: { 'tls.crt': '', 'tls.key': '' } }), {
        compare: 'code',
      }),
      post(secrets, secret('b', { type: 'kubernetes.io/dockerconfigjson' })),
      post(
        secrets,
        secret('b', { type: 'kubernetes.io/dockerconfigjson', stringData: { '.dockerconfigjson': 'no json' } }),
      ),
      post(secrets, secret('b', { type: 'kubernetes.io/dockerconfigjson', stringData: { '.dockerconfigjson': '{}' } })),
      post(secrets, secret('c', { type: 'kubernetes.io/dockercfg' })),
      post(secrets, secret('d', { type: 'kubernetes.io/basic-auth' })),
      post(secrets, secret('e', { type: 'kubernetes.io/ssh-auth' })),
      post(secrets, secret('f', { type: 'kubernetes.io/service-account-token' })),
      post(secrets, secret('g', { type: '' })),
    ],
  },
  {
    name: 'keys and bytes of a Secret that break the rules are named',
    steps: [
      post(secrets, secret('a', { data: { 'bad key': 'AQID' } })),
      post(secrets, secret('a', { data: { a: 'no base64!' } })),
      post(secrets, secret('a', { data: { a: 7 } })),
      post(secrets, secret('a', { stringData: { 'bad key': 'x' } })),
      post(secrets, secret('a', { stringData: { a: 'x'.repeat(1024 * 1024 + 1) } }), { compare: { at: 'details' } }),
    ],
  },
  {
    name: 'the type of a Secret does not change',
    steps: [
      post(secrets, secret('web', { type: 'example.com/thing' })),
      mergePatch(`${secrets}/web`, { type: 'example.com/other' }),
      mergePatch(`${secrets}/web`, { type: null }),
      put(`${secrets}/web`, altered(1, { type: null, data: { a: 'AQID' } })),
    ],
  },
  {
    name: 'an immutable Secret stays as it is',
    steps: [
      post(secrets, secret('web', { data: { a: 'AQID' }, immutable: true })),
      mergePatch(`${secrets}/web`, { stringData: { a: 'x' } }),
      mergePatch(`${secrets}/web`, { immutable: false }),
      mergePatch(`${secrets}/web`, { metadata: { labels: { a: 'b' } } }),
    ],
  },
  {
    name: 'a Namespace with its defaults',
    steps: [
      post(namespaces, namespace('<ns>-b')),
      mergePatch(`${namespaces}/<ns>-b`, { metadata: { labels: { a: 'b', 'kubernetes.io/metadata.name': null } } }),
      mergePatch(`${namespaces}/<ns>-b`, { metadata: { labels: { 'kubernetes.io/metadata.name': 'other' } } }),
      mergePatch(`${namespaces}/<ns>-b`, { spec: { finalizers: ['example.com/mine'] } }),
      mergePatch(`${namespaces}/<ns>-b`, { status: { phase: 'Terminating' } }),
      remove(`${namespaces}/<ns>-b`),
      get(`${namespaces}/<ns>-b`),
    ],
  },
  {
    name: 'Namespaces that break the rules are refused',
    steps: [
      post(namespaces, namespace('Bad_<ns>')),
      post(namespaces, namespace('<ns>.dotted')),
      post(namespaces, namespace('x'.repeat(64))),
      post(namespaces, namespace('<ns>-c', { spec: { finalizers: ['short'] } })),
      post(namespaces, namespace('<ns>-d', { status: { phase: 'Terminating' } })),
      remove(`${namespaces}/default`),
      remove(`${namespaces}/kube-system`),
    ],
  },
  {
    name: 'a ServiceAccount with what it may use',
    steps: [
      post(serviceAccounts, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot' } }),
      mergePatch(`${serviceAccounts}/robot`, {
        automountServiceAccountToken: false,
        imagePullSecrets: [{ name: 'pull' }],
        secrets: [{ name: 'a' }, { name: 'b', kind: 'Secret' }],
      }),
      post(serviceAccounts, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'Bad_Name' } }),
      remove(`${serviceAccounts}/robot`),
    ],
  },
]
