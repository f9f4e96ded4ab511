const string = { type: 'string' }
const stringMap = { type: 'object', additionalProperties: string }

const condition = {
  type: 'object',
  required: ['type', 'status', 'reason', 'message', 'lastTransitionTime'],
  properties: {
    type: string,
    status: { type: 'string', enum: ['True', 'False', 'Unknown'] },
    reason: string,
    message: string,
    lastTransitionTime: { type: 'string', format: 'date-time' },
    observedGeneration: { type: 'integer', format: 'int64' },
  },
}

const spec = {
  type: 'object',
  description: 'What the application should be.',
  required: ['image'],
  properties: {
    replicas: { type: 'integer', format: 'int32', minimum: 0, default: 1, description: 'How many pods run.' },
    image: { type: 'string', minLength: 1, description: 'The container image.' },
    port: { type: 'integer', format: 'int32', minimum: 1, maximum: 65535 },
    config: stringMap,
    env: stringMap,
  },
}

const status = {
  type: 'object',
  properties: {
    observedGeneration: { type: 'integer', format: 'int64' },
    replicas: { type: 'integer', format: 'int32' },
    readyReplicas: { type: 'integer', format: 'int32' },
    selector: string,
    conditions: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['type'],
      items: condition,
    },
  },
}

/** A custom resource with all that kubectl can make use of: subresources, columns, defaults, limits, a short name. */
export const myAppCrd = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'myapps.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: {
      kind: 'MyApp',
      listKind: 'MyAppList',
      plural: 'myapps',
      singular: 'myapp',
      shortNames: ['ma'],
      categories: ['all'],
    },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: {
          status: {},
          scale: {
            specReplicasPath: '.spec.replicas',
            statusReplicasPath: '.status.replicas',
            labelSelectorPath: '.status.selector',
          },
        },
        additionalPrinterColumns: [
          { name: 'Replicas', type: 'integer', jsonPath: '.spec.replicas' },
          { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
          { name: 'Image', type: 'string', jsonPath: '.spec.image', priority: 1 },
          { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
        ],
        schema: {
          openAPIV3Schema: {
            type: 'object',
            description: 'An application.',
            required: ['spec'],
            properties: { spec, status },
          },
        },
      },
    ],
  },
}

/** A MyApp, as people write it. */
export const myAppYaml = (name: string, replicas: number, image = 'example/web:1'): string =>
  `apiVersion: example.com/v1
kind: MyApp
metadata:
  name: ${name}
spec:
  replicas: ${replicas}
  image: ${image}
`

/** A Deployment of one container with two pods. */
export const deploymentYaml = (name: string, replicas = 2, image = 'example/web:1'): string =>
  `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  replicas: ${replicas}
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      containers:
        - name: main
          image: ${image}
`
