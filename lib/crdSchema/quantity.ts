import * as t from 'io-ts'
import { described } from './annotated.ts'
import { integer } from './integer.ts'
import { text } from './text.ts'

const number = '([0-9]+([.][0-9]*)?|[.][0-9]+)'

/** An amount as Kubernetes writes it: `500m`, `1Gi`, `2`. Not negative. */
export const quantity = described(
  t.union(
    [
      integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
      text(
        { maxLength: 64, pattern: `^[+]?${number}([KMGTPE]i|[numkMGTPE]|[eE][+-]?${number})?$` },
        'a quantity such as 500m, 1Gi or 2',
      ),
    ],
    'a quantity such as 500m, 1Gi or 2',
  ),
  'An amount such as 500m, 1Gi or 2.',
)
