import { deploymentParts, type Parts } from './parts.ts'

const { replicas2, replicas0, noReplicas, negative, mistyped, image, side, otherSelector, unknown } = deploymentParts

export const replicaSetParts: Parts = {
  replicas2: replicas2 ?? {},
  replicas0: replicas0 ?? {},
  noReplicas: noReplicas ?? {},
  negative: negative ?? {},
  mistyped: mistyped ?? {},
  image: image ?? {},
  side: side ?? {},
  otherSelector: otherSelector ?? {},
  unknown: unknown ?? {},
  minReady: { spec: { minReadySeconds: 5 } },
  templateLabel: { spec: { template: { metadata: { labels: { extra: 'yes' } } } } },
}

export const secretParts: Parts = {
  x1: { data: { x: 'AQI=' } },
  x2: { data: { x: 'AgE=' } },
  empty: { data: { y: '' } },
  noX: { data: { x: null } },
  text: { stringData: { x: 'text' } },
  otherText: { stringData: { z: '' } },
  noData: { data: null },
  wrongData: { data: { x: '%' } },
  wrongKey: { data: { 'a b': 'AQI=' } },
  mistyped: { stringData: { x: 7 } },
  immutable: { immutable: true },
  opaque: { type: 'Opaque' },
  ownType: { type: 'example.com/own' },
  tls: { type: 'kubernetes.io/tls', data: { 'tls.crt': 'AQI=', 'tls.key': 'AQI=' } },
  halfTls: { type: 'kubernetes.io/tls', data: { 'tls.crt': 'AQI=' } },
  basic: { type: 'kubernetes.io/basic-auth', stringData: { username: 'me' } },
  token: { type: 'kubernetes.io/service-account-token' },
  unknown: { colour: 'red' },
}

const spec = (of: object): object => ({ spec: of })

export const leaseParts: Parts = {
  held: spec({ holderIdentity: 'you', leaseDurationSeconds: 15 }),
  renewed: spec({ renewTime: '2020-01-01T00:00:00.000001Z', acquireTime: '2020-01-01T00:00:00.5Z' }),
  free: spec({ holderIdentity: null }),
  emptyHolder: spec({ holderIdentity: '' }),
  transitions: spec({ leaseTransitions: 3 }),
  noTransitions: spec({ leaseTransitions: 0 }),
  wrongDuration: spec({ leaseDurationSeconds: 0 }),
  wrongTransitions: spec({ leaseTransitions: -1 }),
  mistyped: spec({ leaseDurationSeconds: 'long' }),
  wrongTime: spec({ renewTime: 'soon' }),
  noSpec: { spec: null },
  unknown: spec({ colour: 'red' }),
}
