import { myApp } from '../../../crd/controller.ts'
import { crdManifest } from '../../../crd/manifests.ts'
import { handle } from '../../../lib/apiserver/handle.ts'
import { type ClusterState, emptyCluster } from '../../../lib/apiserver/store/state.ts'
import { type Simulation, type SimulationOptions, simulation } from '../../../streams/simulate/simulate.ts'

export const startMs = Date.parse('2026-01-01T00:00:00Z')

/** A cluster that serves MyApps and has none. */
export const withCrd: ClusterState = (() => {
  const answer = handle(
    emptyCluster({ nowMs: startMs }),
    {
      method: 'POST',
      path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
      query: {},
      body: crdManifest(),
      user: { name: 'admin', groups: ['system:masters'] },
    },
    startMs,
  )
  if (answer.response._tag !== 'Body' || answer.response.code !== 201) {
    throw new Error(`the CRD was refused: ${JSON.stringify(answer.response)}`)
  }
  return answer.state
})()

/** The MyApp controller in a simulated world of its own. */
export const myApps = (
  options: Partial<Omit<SimulationOptions<never>, 'controller'>> & { readonly controller?: typeof myApp } = {},
): Simulation => simulation({ controller: myApp, initial: withCrd, seed: 1, startMs, ...options })
