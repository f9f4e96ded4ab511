import { type Result, runKubectl } from '../../kubectl/kubectl.ts'
import { type ControlPlane, startControlPlane } from '../controlPlane/controlPlane.ts'
import { installCrd } from '../faults/world.ts'
import { type ServedWebhooks, startWebhooks } from './webhookServer.ts'

/** A real API server that can call the webhooks of MyApp; no controller runs. */
export interface WebhookWorld extends ServedWebhooks {
  readonly plane: ControlPlane
  /** `args` in words; `object` becomes standard input. */
  readonly kubectl: (args: string, object?: object) => Promise<Result>
  /** Applies the configurations. */
  readonly register: () => Promise<void>
  readonly stop: () => Promise<void>
}

export const startWebhookWorld = async (): Promise<WebhookWorld> => {
  const served = await startWebhooks()
  const plane = await startControlPlane({ controllers: false, prepare: client => installCrd(client, served.crd) })
  const kubectl: WebhookWorld['kubectl'] = (args, object) =>
    runKubectl(plane.kubeconfigFile, args.split(' '), object === undefined ? {} : { stdin: JSON.stringify(object) })
  return {
    ...served,
    plane,
    kubectl,
    register: async () => {
      const list = { apiVersion: 'v1', kind: 'List', items: served.configurations }
      const { code, stderr } = await kubectl('apply --server-side --validate=strict --warnings-as-errors -f -', list)
      if (code !== 0) throw new Error(stderr)
    },
    stop: async () => {
      await plane.stop()
      await served.down()
    },
  }
}

export const myApp = (name: string, spec: object, metadata: object = {}, version = 'v1') => ({
  apiVersion: `example.com/${version}`,
  kind: 'MyApp',
  metadata: { name, namespace: 'default', ...metadata },
  spec,
})
