import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crdManifest } from '../../crd/manifests.ts'
import { kubectlSession } from './session.ts'
import { deploymentYaml, myAppYaml } from './yaml.ts'

const session = kubectlSession()
const { kubectl, out } = session

test('kubectl auth shows the user and the rights', async () => {
  assert.equal(
    await out('auth whoami --as=jane --as-group=readers --as-group=writers'),
    `ATTRIBUTE   VALUE
Username    jane
Groups      [readers writers system:authenticated]
`,
  )
  assert.equal(await out('auth can-i delete myapps'), 'yes\n')
  const refused = await kubectl('auth can-i delete myapps --as=joe')
  assert.deepEqual([refused.code, refused.stdout], [1, 'no\n'])
})

test('a user is refused until a role is bound to them', async () => {
  assert.equal(
    (await kubectl('get myapps -A --as=jane')).stderr,
    'Error from server (Forbidden): myapps.example.com is forbidden: User "jane" cannot list resource "myapps" in API group "example.com" at the cluster scope\n',
  )
  await out('create role reader --verb=get,list --resource=myapps.example.com')
  await out('create rolebinding jane-reads --role=reader --user=jane')
  await out('create -f -', { stdin: myAppYaml('seen', 1) })
  assert.equal(await out('get myapps -o name --as=jane'), 'myapp.example.com/seen\n')
  assert.equal(
    (await kubectl('delete ma seen --as=jane')).stderr,
    `Error from server (Forbidden): myapps.example.com "seen" is forbidden: User "jane" cannot delete resource "myapps" in API group "example.com" in the namespace "${session.namespace}"\n`,
  )
})

test('a new namespace gets its ServiceAccount and ConfigMap, and deleting it deletes its objects', async () => {
  const demo = `${session.namespace}-demo`
  assert.equal(await out(`create namespace ${demo}`), `namespace/${demo} created\n`)
  await out(`create configmap settings --from-literal=mode=test -n ${demo}`)
  await out(`create -n ${demo} -f -`, { stdin: `${deploymentYaml('web', 1)}---\n${myAppYaml('app', 1)}` })
  await out(`rollout status deploy/web -n ${demo} --timeout=60s`)
  assert.equal(
    await out(`get sa,cm -n ${demo} -o name`),
    'serviceaccount/default\nconfigmap/kube-root-ca.crt\nconfigmap/settings\n',
  )
  assert.equal(await out(`delete namespace ${demo}`), `namespace "${demo}" deleted\n`)
  assert.equal(
    (await kubectl(`get namespace ${demo}`)).stderr,
    `Error from server (NotFound): namespaces "${demo}" not found\n`,
  )
  assert.equal((await kubectl(`get all,cm,sa -n ${demo}`)).stderr, `No resources found in ${demo} namespace.\n`)
})

test('a missing namespace is named', async () => {
  assert.equal(
    (await kubectl('create -n absent -f -', { stdin: myAppYaml('app', 1) })).stderr,
    'Error from server (NotFound): error when creating "STDIN": namespaces "absent" not found\n',
  )
})

test('deleting a CRD deletes its objects and ends the kind', async () => {
  // Not MyApp, because other specs may have MyApps in the cluster.
  const group = `${session.namespace}.example.com`
  const name = `myapps.${group}`
  await out('create -f -', { stdin: JSON.stringify(crdManifest()).replaceAll('example.com', group) })
  await out(`wait --for=condition=Established crd/${name} --timeout=60s`)
  await out('create -f -', { stdin: myAppYaml('last', 1).replace('example.com', group) })
  assert.equal(await out(`delete crd ${name}`), `customresourcedefinition.apiextensions.k8s.io "${name}" deleted\n`)
  assert.match(
    (await kubectl(`get ${name}`)).stderr,
    /the server (doesn't have a resource type "myapps"|could not find the requested resource)/,
  )
})
