import { text } from '../lib/crdSchema/text.ts'

/** The grammar of image references, of the distribution project: `[host[:port]/]path[:tag][@digest]`. */
const label = '[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?'
export const host = `(${label}([.]${label})*|\\[[a-fA-F0-9:]+\\])(:[0-9]+)?`
export const segment = '[a-z0-9]+(([.]|_|__|-+)[a-z0-9]+)*'
const name = `(${host}/)?${segment}(/${segment})*`
const tagged = '[A-Za-z0-9_][-A-Za-z0-9_.]{0,127}'
const digest = '[A-Za-z][A-Za-z0-9]*([-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,128}'

/** The longest reference, in characters. */
export const IMAGE_LENGTH = 512

export const image = text(
  {
    description: 'The container image, as host/path:tag or host/path@digest.',
    maxLength: IMAGE_LENGTH,
    pattern: `^${name}(:${tagged})?(@${digest})?$`,
  },
  'a container image such as registry.example.com/team/app:1.2',
)

/** The parts of a reference, each for itself. */

export const repository = text(
  {
    description: 'Where the container image is, as host/path.',
    maxLength: IMAGE_LENGTH,
    pattern: `^${name}$`,
  },
  'the repository of a container image such as registry.example.com/team/app',
)

export const tag = text(
  { description: 'Which image of the repository. Without it the one that is tagged latest.', pattern: `^${tagged}$` },
  'the tag of a container image such as 1.2',
)
