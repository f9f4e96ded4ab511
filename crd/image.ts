import { text } from '../lib/schema/text.ts'

/** The grammar of image references, of the distribution project: `[host[:port]/]path[:tag][@digest]`. */
const label = '[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?'
const host = `(${label}([.]${label})*|\\[[a-fA-F0-9:]+\\])(:[0-9]+)?`
const segment = '[a-z0-9]+(([.]|_|__|-+)[a-z0-9]+)*'
const tag = '[A-Za-z0-9_][-A-Za-z0-9_.]{0,127}'
const digest = '[A-Za-z][A-Za-z0-9]*([-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,128}'

export const image = text(
  {
    description: 'The container image, as host/path:tag or host/path@digest.',
    maxLength: 512,
    pattern: `^(${host}/)?${segment}(/${segment})*(:${tag})?(@${digest})?$`,
  },
  'a container image such as registry.example.com/team/app:1.2',
)
