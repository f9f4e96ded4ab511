import type { KubeObject, Resource } from '../../lib/kube/object.ts'
import type { Settings } from './options.ts'

/** What is watched, and how. */
export interface Task<O extends KubeObject> {
  readonly resource: Resource<O>
  readonly settings: Settings
}
