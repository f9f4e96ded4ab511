/**
 * The fields that tell the items of a list apart, after the `listMapKey`
 * annotations of the Kubernetes API. A list that is not named here is one value.
 */
const byField: Readonly<Record<string, readonly (readonly string[])[]>> = {
  conditions: [['type']],
  containers: [['name']],
  env: [['name']],
  ephemeralContainers: [['name']],
  hostAliases: [['ip']],
  imagePullSecrets: [['name']],
  initContainers: [['name']],
  ownerReferences: [['uid']],
  ports: [
    ['containerPort', 'protocol'],
    ['port', 'protocol'],
  ],
  topologySpreadConstraints: [['topologyKey', 'whenUnsatisfiable']],
  volumeDevices: [['devicePath']],
  volumeMounts: [['mountPath']],
  volumes: [['name']],
  webhooks: [['name']],
}

const defaults: Readonly<Record<string, unknown>> = { protocol: 'TCP' }

type Item = { readonly [field: string]: unknown }

/** The key fields of `items`, a list found in `field`; `undefined` where the list is one value. */
export const listKeys = (field: string, items: readonly unknown[]): readonly string[] | undefined =>
  byField[field]?.find(keys =>
    items.every(item => typeof item === 'object' && item !== null && (keys[0] ?? '') in item),
  )

export const sameItem = (keys: readonly string[], a: Item, b: Item): boolean =>
  keys.every(key => (a[key] ?? defaults[key]) === (b[key] ?? defaults[key]))
