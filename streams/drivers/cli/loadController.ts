import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { Controller } from '../../../lib/controller/controller.ts'
import { isRecord } from '../../../lib/json/fields.ts'
import type { KubeObject } from '../../../lib/kube/object.ts'
import type { Webhooks } from '../../../lib/reviews/webhooks.ts'
import { messageOf } from '../../../lib/text/messageOf.ts'
import { ExitError, exitCodes } from './exit.ts'

/** The exports of a module for `sluice run`: a controller, and its webhooks. */
export interface Loaded {
  readonly controller: Controller<KubeObject>
  readonly webhooks: Webhooks
}

/** A controller by its file: the module's default export, and its export `webhooks`. No file: the MyApp controller. */
export const loadController = async (file: string | undefined): Promise<Loaded> => {
  if (file === undefined) {
    const [{ myApp }, { webhooks }] = await Promise.all([
      import('../../../crd/controller.ts'),
      import('../../../crd/admission/webhooks.ts'),
    ])
    return { controller: erased(myApp), webhooks }
  }
  if (!existsSync(file)) {
    throw new ExitError(`${file} does not exist: name a module whose default export is a controller`, exitCodes.usage)
  }
  const module: unknown = await import(pathToFileURL(file).href).catch((error: unknown) => {
    const message = messageOf(error)
    throw new ExitError(`${file} cannot be loaded: ${message.split('\n')[0]}`, exitCodes.usage)
  })
  const exported = isRecord(module) ? module.default : undefined
  if (!isController(exported)) {
    throw new ExitError(
      `${file}: its default export is not a controller: export default controller({ … })`,
      exitCodes.usage,
    )
  }
  const webhooks = isRecord(module) ? (module.webhooks ?? []) : []
  if (!isWebhooks(webhooks)) {
    const form = 'export const webhooks = [defaulting(…), validating(…)], or leave it out'
    throw new ExitError(`${file}: its export webhooks is not a list of webhooks: ${form}`, exitCodes.usage)
  }
  return { controller: exported, webhooks }
}

const isWebhooks = (value: unknown): value is Webhooks =>
  Array.isArray(value) &&
  value.every(each => isRecord(each) && typeof each.path === 'string' && typeof each.review === 'function')

/**
 * A controller only ever gives its functions objects that its own codec has
 * accepted, so it may be passed on without saying of which kind.
 */
export const erased = <O extends KubeObject>(controller: Controller<O>): Controller<KubeObject> => {
  if (!isController(controller)) throw new ExitError(`${controller.name} is not a controller`)
  return controller
}

const isController = (value: unknown): value is Controller<KubeObject> =>
  isRecord(value) &&
  typeof value.name === 'string' &&
  isRecord(value.watches) &&
  Array.isArray(value.owns) &&
  Array.isArray(value.related) &&
  typeof value.desired === 'function'
