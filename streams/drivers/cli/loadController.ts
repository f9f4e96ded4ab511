import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { Controller } from '../../../lib/controller.ts'
import { isRecord } from '../../../lib/equal.ts'
import type { KubeObject } from '../../../lib/object.ts'
import { ExitError, exitCodes } from './exit.ts'

/** A controller by its file: the module's default export. No file: the MyApp controller. */
export const loadController = async (file: string | undefined): Promise<Controller<KubeObject>> => {
  if (file === undefined) {
    const { myApp } = await import('../../../crd/controller.ts')
    return erased(myApp)
  }
  if (!existsSync(file)) {
    throw new ExitError(`${file} does not exist: name a module whose default export is a controller`, exitCodes.usage)
  }
  const module: unknown = await import(pathToFileURL(file).href).catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error)
    throw new ExitError(`${file} cannot be loaded: ${message.split('\n')[0]}`, exitCodes.usage)
  })
  const exported = isRecord(module) ? module.default : undefined
  if (!isController(exported)) {
    throw new ExitError(
      `${file}: its default export is no controller: export default controller({ … })`,
      exitCodes.usage,
    )
  }
  return exported
}

/**
 * A controller only ever gives its functions objects that its own codec has
 * accepted, so it may be passed on without saying of which kind.
 */
export const erased = <O extends KubeObject>(controller: Controller<O>): Controller<KubeObject> => {
  if (!isController(controller)) throw new ExitError(`${controller.name} is no controller`)
  return controller
}

const isController = (value: unknown): value is Controller<KubeObject> =>
  isRecord(value) &&
  typeof value.name === 'string' &&
  isRecord(value.watches) &&
  Array.isArray(value.owns) &&
  Array.isArray(value.related) &&
  typeof value.desired === 'function'
