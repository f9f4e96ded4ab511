import { type Either, left, right } from 'fp-ts/lib/Either.js'
import type { Desired, Observed, Refusal } from '../lib/controller/controller.ts'
import { Deployment } from '../lib/kube/kinds.ts'
import type { Manifest } from '../lib/kube/object.ts'
import { configMap } from './configMap.ts'
import { deployment } from './deployment.ts'
import type { MyAppObject } from './myapp.ts'
import { nameRule } from './name.ts'
import { service } from './service.ts'
import { statusOf } from './status.ts'

/** The objects that should exist for a MyApp. Those that pods need come before the Deployment. */
export const desired = (app: MyAppObject, observed: Observed): Either<Refusal, Desired> => {
  if (!nameRule.holds(app)) return left({ reason: 'InvalidName', message: nameRule.message })
  const pods = deployment(app)
  const status = statusOf(app, pods, observed.child(Deployment, app.metadata.name))
  const children = [configMap(app), service(app), pods].filter((child): child is Manifest => child !== undefined)
  return right(app.spec.paused === true ? { status } : { children, status })
}
