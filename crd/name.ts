import type { CodecRule } from '../lib/crdSchema/annotated.ts'

const pattern = '^[a-z]([-a-z0-9]*[a-z0-9])?$'
const valid = new RegExp(pattern)

/** A MyApp's name is also that of its Service (a DNS label, RFC 1035) and the value of a label. */
export const nameRule: CodecRule<{ readonly metadata: { readonly name: string } }> = {
  rule: `size(self.metadata.name) <= 63 && self.metadata.name.matches('${pattern}')`,
  message:
    'metadata.name must be a DNS label: at most 63 lower case letters, digits and dashes, beginning with a letter',
  holds: ({ metadata }) => metadata.name.length <= 63 && valid.test(metadata.name),
}
