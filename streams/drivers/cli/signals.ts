import { Observable } from 'rxjs'

/** SIGTERM, SIGINT and SIGHUP, as of a terminal that closes: the first asks to stop and is emitted; the second ends the process at once. */
export const signals$: Observable<NodeJS.Signals> = new Observable(subscriber => {
  let asked = false
  const onSignal = (signal: NodeJS.Signals): void => {
    if (asked) process.exit(exitCode[signal] ?? 143)
    asked = true
    subscriber.next(signal)
  }
  for (const signal of asking) process.on(signal, onSignal)
  return () => {
    for (const signal of asking) process.off(signal, onSignal)
  }
})

const asking: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGHUP']
/** As a shell reports a program that a signal ended. */
const exitCode: { readonly [signal: string]: number | undefined } = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }
