import { Observable } from 'rxjs'

/** SIGTERM and SIGINT: the first asks to stop and is emitted; the second ends the process at once. */
export const signals$: Observable<NodeJS.Signals> = new Observable(subscriber => {
  let asked = false
  const onSignal = (signal: NodeJS.Signals): void => {
    if (asked) process.exit(signal === 'SIGINT' ? 130 : 143)
    asked = true
    subscriber.next(signal)
  }
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal)
  return () => process.off('SIGTERM', onSignal).off('SIGINT', onSignal)
})
