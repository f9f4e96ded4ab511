import * as t from 'io-ts'
import { ConfigMap, controller, customResourceDefinition, resource } from '../../lib/index.ts'

/** The smallest controller: each Greeting owns one ConfigMap with its text. */
const GreetingSpec = t.type({ to: t.string })
export const Greeting = resource('demo.dev', 'v1', 'Greeting', 'greetings', GreetingSpec)

/** The CRD follows from the codec. */
export const definition = customResourceDefinition(Greeting, {
  description: 'Whom to greet.',
  singular: 'greeting',
  spec: GreetingSpec,
  status: t.UnknownRecord,
})

export default controller({
  name: 'greeting',
  watches: Greeting,
  owns: [ConfigMap],
  desired: ({ metadata: { name }, spec }) => ({
    children: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { text: `Hello, ${spec.to}!` } }],
    status: {
      conditions: [{ type: 'Ready', status: 'True', reason: 'Greeted', message: `${spec.to} is greeted` }],
    },
  }),
})
