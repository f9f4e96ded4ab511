// Which way imports go, for dependency-cruiser: crd → lib ← streams ← streams/drivers, and no circles.
// `npm run structure` checks the tree; spec/structure.spec.ts breaks each rule on purpose.

/** The wings of lib, the lowest first: each may import from those before it alone, not from those beside it. */
export const wings = [
  ['json', 'text'],
  ['kube'],
  ['versions'],
  ['crdSchema'],
  ['controller'],
  ['cache'],
  ['plan'],
  ['retry'],
  ['certificates', 'election', 'events', 'recording'],
  ['reviews'],
  ['manifests'],
  ['apiserver'],
]

const pure = ['fp-ts', 'io-ts', 'immutable', 're2js', '@marcbachmann/cel-js', '@peculiar/x509', 'yaml']
const packages = names => `node_modules/(?:${names.join('|')})/`
const anyPackage = { dependencyTypesNot: ['local', 'core'] }
/** The programs: the only places that know both the drivers and MyApp. */
const programs = '^streams/drivers/(?:cli|demo)/'

const forbid = (name, comment, from, to, scope = 'module') => ({ name, comment, severity: 'error', scope, from, to })

const above = wings.flatMap((level, rank) =>
  level
    .map(wing => {
      const others = wings
        .slice(rank)
        .flat()
        .filter(other => other !== wing)
      return forbid(
        `lib-${wing}-imports-below`,
        `lib/${wing} imports from lower wings alone; their order is in .ci/structure.mjs`,
        { path: `^lib/${wing}/` },
        { path: `^lib/(?:${others.join('|')})/` },
      )
    })
    .filter(({ to }) => !to.path.includes('(?:)')),
)

const withoutWorld = (name, folder, allowed, exceptIn) => [
  forbid(
    `${name}-without-the-world`,
    `${folder} has no I/O: a driver has it, and passes it in`,
    { path: folder, ...(exceptIn && { pathNot: exceptIn }) },
    { dependencyTypes: ['core'] },
  ),
  forbid(
    `${name}-packages`,
    `${folder} may use these packages alone: ${allowed.join(', ')}`,
    { path: folder, ...(exceptIn && { pathNot: exceptIn }) },
    { ...anyPackage, pathNot: ['^(?:lib|crd|streams|spec)/', packages(allowed)] },
  ),
]

export default {
  forbidden: [
    forbid('no-circle-of-files', 'files that import each other in a circle', {}, { circular: true }),
    forbid('no-circle-of-folders', 'folders that import each other in a circle', {}, { circular: true }, 'folder'),
    forbid('nothing-unresolved', 'an import of a file or package that is not there', {}, { couldNotResolve: true }),
    forbid(
      'lib-imports-lib',
      'lib is pure: it imports itself alone',
      { path: '^lib/' },
      { path: '^(?:crd|streams|spec)/' },
    ),
    ...above,
    forbid(
      'lib-door',
      'lib/index.ts is the door of the package: inside, import the file itself',
      { path: '^(?:lib|crd|streams)/' },
      { path: '^(?:lib|streams|streams/drivers)/index\\.ts$' },
    ),
    ...withoutWorld('lib', '^lib/', pure),
    forbid('crd-imports-lib', 'crd imports itself and lib', { path: '^crd/' }, { path: '^(?:streams|spec)/' }),
    ...withoutWorld('crd', '^crd/', pure),
    forbid(
      'streams-without-drivers',
      'streams imports itself and lib: the drivers come in as arguments',
      { path: '^streams/', pathNot: '^streams/drivers/' },
      { path: '^(?:crd|spec|streams/drivers)/' },
    ),
    ...withoutWorld('streams', '^streams/', [...pure, 'rxjs'], '^streams/drivers/'),
    forbid(
      'drivers-without-myapp',
      'only the programs know both the drivers and MyApp',
      { path: '^streams/drivers/', pathNot: programs },
      { path: ['^(?:crd|spec)/', programs] },
    ),
    forbid('programs-without-spec', 'what is shipped imports no test', { path: programs }, { path: '^spec/' }),
    forbid(
      'apiserver-apart',
      'the model of the API server is for the simulation, the embedded cluster and spec: production does not read it',
      { path: '^(?:lib|crd|streams)/', pathNot: '^(?:lib/apiserver|streams/simulate|streams/drivers/apiserver)/' },
      { path: '^lib/apiserver/' },
    ),
  ],
  options: {
    parser: 'swc',
    doNotFollow: 'node_modules',
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.mjs', '.d.ts'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
}
