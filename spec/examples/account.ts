import * as t from 'io-ts'
import type { Observable } from 'rxjs'
import { ConfigMap, controller, type ObjectOf, resource } from '../../lib/index.ts'

/** An Account has something outside the cluster that must be closed before it goes: a finalizer waits for that. */
export const AccountSpec = t.type({ owner: t.string })
export const Account = resource('demo.dev', 'v1', 'Account', 'accounts', AccountSpec)
type Account = ObjectOf<typeof Account>

export const accounts = controller({
  name: 'account',
  watches: Account,
  owns: [ConfigMap],
  // Added before the first child exists, taken away when `cleanup` is done and its calls have succeeded.
  finalizer: 'demo.dev/account',
  desired: ({ metadata: { name }, spec }) => ({
    children: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { owner: spec.owner } }],
  }),
  // Still pure: it says what is to be called, and who runs the controller does it. A call that fails is retried.
  cleanup: ({ spec }: Account) => ({ done: true, calls: [{ name: 'close', input: spec.owner }] }),
})

/** The handlers, by name, for `run(accounts, sources, { calls })`. Make them idempotent: a call may come twice. */
export const callsTo = (bank: { readonly close: (owner: string) => Observable<void> }) => ({
  close: (input: unknown) => bank.close(String(input)),
})
