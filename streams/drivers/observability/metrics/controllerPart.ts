import type { Controller } from '../../../../lib/controller/controller.ts'
import type { KubeObject } from '../../../../lib/kube/object.ts'
import type { Live } from '../../../circle/live.ts'
import type { RunEvent } from '../../../circle/runEvent.ts'

/** Declares a controller, whose `numbers` exist once it runs. Returns the function that takes its events. */
export type ControllerPart = <O extends KubeObject>(
  controller: Controller<O>,
  numbers: () => Live | undefined,
) => (event: RunEvent) => void
