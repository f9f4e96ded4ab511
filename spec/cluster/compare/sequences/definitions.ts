import { altered, type Sequence } from '../sequence.ts'
import { get, mergePatch, post, put, remove, watch } from '../steps.ts'
import { crds } from './paths.ts'
import {
  anything,
  crd,
  crdName,
  crdPath,
  fields,
  group,
  installed,
  names,
  thing,
  things,
  version,
  withSpec,
} from './things.ts'

/** A CRD's way from its creation to its end. */
const established = { repeatUntil: { has: 'status.conditions.reason=InitialNamesAccepted' } }

export const definitions: readonly Sequence[] = [
  {
    name: 'a new CRD is stored with its defaults, and then established',
    steps: [
      post(crds, crd([version()], { names: { plural: 'things', kind: 'Thing' } })),
      get(crdPath, established),
      get(`${crdPath}/status`, { compare: { at: 'status' } }),
    ],
  },
  {
    name: 'a CRD goes through its conditions one after the other',
    steps: [
      post(crds, crd()),
      get(crdPath, { ...established, compare: 'code' }),
      remove(crdPath, undefined, { compare: 'code' }),
      get(crdPath, { repeatUntil: { code: 404 }, compare: 'code' }),
      watch(`${crds}?resourceVersion=<1.metadata.resourceVersion>&fieldSelector=metadata.name=${crdName}`, {
        events: 4,
      }),
    ],
  },
  {
    name: 'a CRD is replaced',
    steps: [
      post(crds, crd(), { compare: 'code' }),
      get(crdPath, { ...established, compare: 'code' }),
      put(crdPath, altered(2, { spec: { versions: [version(withSpec({ size: { type: 'integer' } }))] } })),
      put(crdPath, crd()),
    ],
  },
  {
    name: 'what a CRD is called cannot change',
    steps: [
      post(crds, crd(), { compare: 'code' }),
      get(crdPath, { ...established, compare: 'code' }),
      mergePatch(crdPath, { spec: { group: 'other.example.com' } }),
      mergePatch(crdPath, { spec: { scope: 'Cluster' } }),
      mergePatch(crdPath, { spec: { names: { kind: 'Other' } } }),
      mergePatch(crdPath, { spec: { names: { plural: 'others' } } }),
      mergePatch(crdPath, { spec: { names: { shortNames: ['tng'] } } }),
    ],
  },
  {
    name: 'a CRD remembers the versions that were ever stored',
    steps: [
      ...installed([version()]),
      get(crdPath, { ...established, compare: { at: 'status.storedVersions' } }),
      mergePatch(crdPath, { spec: { versions: [version(anything, { name: 'v2' })] } }),
      mergePatch(crdPath, {
        spec: { versions: [version(anything, { storage: false }), version(anything, { name: 'v2' })] },
      }),
      mergePatch(
        `${crdPath}/status`,
        { status: { storedVersions: ['v2'] } },
        { compare: { at: 'status.storedVersions' } },
      ),
      mergePatch(`${crdPath}/status`, { status: { storedVersions: ['v1'] } }),
      mergePatch(
        crdPath,
        { spec: { versions: [version(anything, { name: 'v2' })] } },
        { compare: { at: 'spec.versions' } },
      ),
    ],
  },
  {
    name: 'a second CRD that wants names that are taken is not established',
    steps: [
      post(crds, crd([version()], { names: { ...names, shortNames: ['thg'] } }), { compare: 'code' }),
      get(crdPath, { ...established, compare: 'code' }),
      post(
        crds,
        crd([version()], { names: { ...names, plural: 'others', shortNames: ['thg'] } }, { name: `others.${group}` }),
        {
          compare: 'code',
        },
      ),
      get(`${crds}/others.${group}`, { repeatUntil: { has: 'status.conditions.1' }, compare: { at: 'status' } }),
      get(`/apis/${group}/v1/namespaces/<ns>/others`),
    ],
  },
  {
    name: 'a CRD is deleted with its objects',
    steps: [
      ...installed([version()]),
      post(things, thing('a')),
      remove(crdPath, undefined, { compare: 'code' }),
      get(crdPath, { repeatUntil: { code: 404 } }),
      get(things, { repeatUntil: { code: 404 } }),
      get(`${things}/a`),
    ],
  },
  {
    name: 'a CRD waits for an object with a finalizer',
    steps: [
      ...installed([version()]),
      post(things, thing('a', {}, { finalizers: ['example.com/hold'] }), { compare: 'code' }),
      remove(crdPath, undefined, { compare: { at: 'metadata' } }),
      get(crdPath, {
        repeatUntil: { has: 'status.conditions.reason=InstanceDeletionInProgress' },
        compare: { at: 'status.conditions' },
      }),
      get(`${things}/a`, { repeatUntil: { has: 'metadata.deletionTimestamp' } }),
      post(things, thing('b')),
      mergePatch(`${things}/a`, { metadata: { finalizers: null } }, { compare: 'code' }),
      get(crdPath, { repeatUntil: { code: 404 }, compare: 'code' }),
    ],
  },
  {
    name: 'a CRD that is not there',
    steps: [get(crdPath), remove(crdPath), mergePatch(crdPath, { spec: {} }), get(things), get(`/apis/${group}`)],
  },
  {
    name: 'a CRD with a mistyped or missing part of its own is refused',
    steps: [
      post(crds, {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: crdName },
      }),
      post(crds, crd([version(fields({ a: { type: 'strange' } }))])),
      post(crds, crd([version(fields({ a: 7 }))])),
      post(crds, crd([{ ...version(), served: 'yes' }])),
      post(`${crds}?fieldValidation=Strict`, crd([{ ...version(), colour: 'red' }])),
    ],
  },
  {
    name: 'a CRD with formats that mean nothing is stored, with a warning',
    steps: [
      post(
        crds,
        crd([
          version(
            withSpec({
              a: { type: 'string', format: 'my-own' },
              b: { type: 'integer', format: 'int99' },
              c: { type: 'string', format: 'date' },
            }),
          ),
        ]),
      ),
      get(crdPath, { ...established, compare: 'code' }),
      mergePatch(crdPath, {
        spec: {
          versions: [
            version(
              withSpec({
                a: { type: 'string', format: 'my-own' },
                d: { type: 'array', items: { type: 'boolean', format: 'yes' } },
              }),
            ),
          ],
        },
      }),
    ],
  },
]
