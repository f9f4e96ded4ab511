import type { Sequence } from '../sequence.ts'
import { get, mergePatch, post, watch } from '../steps.ts'
import { configMap } from './objects.ts'
import { clusterRoles, configMaps, crds, events, leases, namespaces, roleBindings, roles } from './paths.ts'
import { crdName, crdPath, fields, installed, thing, things, version } from './things.ts'

/** Shown as `3y100d` on whatever day it is asked: a fixed day would be one day older on the next. */
const longAgo = new Date(Date.now() - (3 * 365 + 100.5) * 86_400_000).toISOString().replace(/\.\d+/, '')

export const table = 'application/json;as=Table;v=v1;g=meta.k8s.io'
const asTable = { accept: table }

/** More kinds as tables, and tables in pages and watches. */
export const tablesOfOthers: readonly Sequence[] = [
  {
    name: 'Leases, Roles and RoleBindings as tables',
    steps: [
      post(leases, {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: { name: 'a' },
        spec: { holderIdentity: 'me' },
      }),
      post(roles, { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'a' }, rules: [] }),
      post(roleBindings, {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: { name: 'a' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'a' },
        subjects: [
          { kind: 'User', name: 'u', apiGroup: 'rbac.authorization.k8s.io' },
          { kind: 'Group', name: 'g', apiGroup: 'rbac.authorization.k8s.io' },
          { kind: 'ServiceAccount', name: 's', namespace: 'n' },
        ],
      }),
      get(leases, asTable),
      get(roles, asTable),
      get(roleBindings, asTable),
    ],
  },
  {
    name: 'cluster-scoped kinds as tables',
    steps: [
      post(clusterRoles, {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: { name: 'role-<ns>' },
        rules: [],
      }),
      get(`${clusterRoles}/role-<ns>?includeObject=None`, asTable),
      get(`${namespaces}/<ns>?includeObject=None`, asTable),
      post(
        '/api/v1/nodes',
        {
          apiVersion: 'v1',
          kind: 'Node',
          metadata: { name: 'node-<ns>', labels: { 'node-role.kubernetes.io/worker': '' } },
        },
        { compare: 'code' },
      ),
      get('/api/v1/nodes/node-<ns>?includeObject=None', asTable),
      get(`${crds}/myapps.example.com?includeObject=None`, { ...asTable, compare: { at: 'columnDefinitions' } }),
    ],
  },
  {
    name: 'Events as a table',
    steps: [
      post(
        events,
        {
          apiVersion: 'events.k8s.io/v1',
          kind: 'Event',
          metadata: { name: 'a' },
          eventTime: '2026-01-01T00:00:00.000000Z',
          action: 'Doing',
          reason: 'Done',
          type: 'Normal',
          note: 'it is done',
          reportingController: 'example.com/me',
          reportingInstance: 'me-1',
          regarding: { kind: 'ConfigMap', name: 'x', namespace: '<ns>', apiVersion: 'v1' },
        },
        { compare: 'code' },
      ),
      get(`${events}?includeObject=None`, asTable),
      get('/api/v1/namespaces/<ns>/events?includeObject=None', asTable),
    ],
  },
  {
    name: 'columns of a CRD: types, formats, priorities and paths that lead nowhere',
    steps: [
      ...installed([
        version(undefined, {
          additionalPrinterColumns: [
            { name: 'Text', type: 'string', jsonPath: '.spec.text', description: 'A text.' },
            { name: 'Whole', type: 'integer', jsonPath: '.spec.whole', format: 'int32', priority: 1 },
            { name: 'Number', type: 'number', jsonPath: '.spec.number' },
            { name: 'Flag', type: 'boolean', jsonPath: '.spec.flag' },
            { name: 'Date', type: 'date', jsonPath: '.spec.date' },
            { name: 'All', type: 'string', jsonPath: '.spec.list[*].a' },
            { name: 'First', type: 'string', jsonPath: '.spec.list[0]' },
            { name: 'Label', type: 'string', jsonPath: ".metadata.labels['a/b']" },
            { name: 'Escaped', type: 'string', jsonPath: '.metadata.labels.a\\/b' },
            { name: 'Object', type: 'string', jsonPath: '.spec.object' },
          ],
        }),
      ]),
      post(
        things,
        thing(
          'a',
          {
            spec: {
              text: 'x',
              whole: 3,
              number: 2.5,
              flag: true,
              date: longAgo,
              list: [{ a: 1 }, { a: 'b' }],
              object: { b: [1, 2] },
            },
          },
          { labels: { 'a/b': 'c' } },
        ),
        { compare: 'code' },
      ),
      post(things, thing('b', { spec: { text: 7, whole: 'x', number: '2.5', flag: 'yes', date: 'never', list: [] } }), {
        compare: 'code',
      }),
      post(things, thing('c', { spec: { text: null, whole: 2.5, number: 3, object: [] } }), { compare: 'code' }),
      get(things, { ...asTable, compare: { at: 'columnDefinitions' } }),
      ...['a', 'b', 'c'].map(name =>
        get(`${things}/${name}?includeObject=None`, { ...asTable, compare: { at: 'rows' } }),
      ),
    ],
  },
  {
    name: 'the columns of a CRD that declares none',
    steps: [
      ...installed([version()]),
      post(things, thing('a'), { compare: 'code' }),
      get(things, { ...asTable, repeatUntil: { has: 'rows.0' } }),
      mergePatch(
        crdPath,
        {
          spec: {
            versions: [
              version(fields({}), {
                // Two, for without any there is one: a third cell tells that they are served.
                additionalPrinterColumns: ['Name of it', 'Again'].map(name => ({
                  name,
                  type: 'string',
                  jsonPath: '.metadata.name',
                })),
              }),
            ],
          },
        },
        { compare: 'code' },
      ),
      get(`${things}?includeObject=None`, {
        ...asTable,
        repeatUntil: { has: 'rows.0.cells.2' },
        compare: { at: 'columnDefinitions.1.name' },
      }),
      get(`${crds}/${crdName}?includeObject=None`, asTable),
    ],
  },
  {
    name: 'a watch as tables',
    steps: [
      post(configMaps, configMap('a', { x: '1' })),
      post(configMaps, configMap('end')),
      watch(`${configMaps}?includeObject=None`, { events: 2 }, asTable),
      watch(`${configMaps}?fieldSelector=metadata.name=end`, { events: 1 }, asTable),
    ],
  },
  {
    name: 'pages of a table',
    steps: [
      post(configMaps, configMap('a')),
      post(configMaps, configMap('b')),
      get(`${configMaps}?limit=1&includeObject=None`, asTable),
      get(`${configMaps}?limit=1&includeObject=None&continue=<3.metadata.continue>`, asTable),
    ],
  },
]
