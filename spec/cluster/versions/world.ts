import { crdManifest } from '../../../crd/manifests.ts'
import { MyApp } from '../../../crd/myapp.ts'
import { MyAppV1beta1 } from '../../../crd/v1beta1.ts'
import type { Running } from '../faults/running.ts'
import { type FaultWorld as Faults, installCrd, startFaultWorld as startFaults } from '../faults/world.ts'
import { type VersionClient, versionClient } from './clients.ts'
import { type ConversionWebhook, startConversionWebhook } from './conversionWebhook.ts'

/** A real API server that stores v1 and converts by webhook, a client of each version, and the controller, which knows v1. */
export interface VersionWorld extends Pick<Faults, 'plane' | 'settles' | 'needsNothing'> {
  readonly webhook: ConversionWebhook
  readonly running: Running
  readonly v1: VersionClient
  readonly v1beta1: VersionClient
  readonly stop: () => Promise<void>
}

export const startVersionWorld = async (): Promise<VersionWorld> => {
  const webhook = await startConversionWebhook()
  const world = await startFaults({ prepare: client => installCrd(client, crdManifest(webhook.client)) })
  const { plane, settles, needsNothing } = world
  return {
    plane,
    settles,
    needsNothing,
    webhook,
    running: await world.run(),
    v1: versionClient(plane.client, MyApp),
    v1beta1: versionClient(plane.client, MyAppV1beta1),
    stop: async () => {
      await world.stop()
      await webhook.down()
    },
  }
}

/** An image with a digest, which v1beta1 cannot express. */
export const digest = `@sha256:${'0'.repeat(64)}`
