import type { KubeObject, Resource } from '../../lib/kube/object.ts'
import type { Settings } from './options.ts'

/** The resource that is watched, and the settings of its watch. */
export interface Task<O extends KubeObject> {
  readonly resource: Resource<O>
  readonly settings: Settings
}
