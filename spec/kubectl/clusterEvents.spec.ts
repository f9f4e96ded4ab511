import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { isLeft } from 'fp-ts/lib/Either.js'
import { concat, NEVER, of } from 'rxjs'
import { controller } from '../../lib/controller/controller.ts'
import { ConfigMap } from '../../lib/kube/kinds.ts'
import { kind } from '../../lib/kube/object.ts'
import { run } from '../../streams/circle/run.ts'
import { openCluster } from '../../streams/drivers/connection/openCluster.ts'
import { events } from '../../streams/drivers/observability/events/events.ts'
import { eventually } from '../cluster/eventually.ts'
import { kubectlSession } from './session.ts'

/** Events of a cluster-scoped object are in `default`. The object here is a Namespace that wants a ConfigMap. */

let stop: () => Promise<void> = async () => undefined
const session = kubectlSession({}, async begun => {
  const greetings = controller({
    name: 'greetings',
    watches: kind('', 'v1', 'Namespace', 'namespaces', 'Cluster'),
    owns: [ConfigMap],
    reports: false,
    // Other Namespaces are not this spec's.
    desired: ({ metadata: { name } }) =>
      name === begun.namespace
        ? {
            children: [
              {
                apiVersion: 'v1',
                kind: 'ConfigMap',
                metadata: { name: 'greeting', namespace: name },
                data: { text: 'hello' },
              },
            ],
          }
        : {},
  })
  const opened = await openCluster({ kubeconfig: begun.kubeconfig })
  if (isLeft(opened)) throw new Error(opened.left)
  const { sources, close } = opened.right
  const telling = events(opened.right, { controller: greetings.name, instance: 'spec' })
  const running = run(greetings, { ...sources, leading$: concat(of(true), NEVER) }).subscribe(telling.observe)
  stop = async () => {
    running.unsubscribe()
    await telling.drain()
    await close()
  }
})
after(() => stop())

test('Events of a Namespace are found by name, and name the child with its namespace', async () => {
  const { namespace, out } = session
  const told = () =>
    out([
      ...`get events -n default --field-selector involvedObject.kind=Namespace,involvedObject.name=${namespace}`.split(
        ' ',
      ),
      '-o',
      'jsonpath={range .items[*]}{.reason}: {.message} ({.related.namespace}/{.related.name}){"\\n"}{end}',
    ])
  const line = `Created: Created ConfigMap ${namespace}/greeting (${namespace}/greeting)\n`
  await eventually('it is told', async () => (await told()) === line)
  await out('delete configmap greeting')
  await eventually('that it was made again is told', async () =>
    (await told()).includes(`Recreated: Created ConfigMap ${namespace}/greeting again after a deletion`),
  )
  assert.equal(await out('get configmap greeting -o jsonpath={.data.text}'), 'hello')
  await out(`delete events -n default --field-selector involvedObject.name=${namespace}`)
})
