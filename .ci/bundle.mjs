// Bundles the program: dist/program/, which needs no node_modules, with the licences of all that is in it. Plain Node.
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const path = name => fileURLToPath(new URL(`../${name}`, import.meta.url))
const text = name => readFileSync(path(name), 'utf8')
const { engines } = JSON.parse(text('package.json'))

/** Of a CommonJS package that is imported when it is needed, esbuild exports `default` alone: Node knows its names. */
const namesOfLazyPackages = {
  name: 'names of lazy packages',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^[^.]/ }, ({ kind, path: specifier }) =>
      kind === 'dynamic-import' && !specifier.startsWith('node:') ? { path: specifier, namespace: 'lazy' } : undefined,
    )
    onLoad({ filter: /./, namespace: 'lazy' }, async ({ path: specifier }) => {
      const names = Object.keys(await import(specifier)).filter(name => name !== 'module.exports')
      return { contents: `export { ${names.join(', ')} } from '${specifier}'`, resolveDir: path('.') }
    })
  },
}

/**
 * Packages that give Node CommonJS of the language of 2009 have ES modules too: of those only what is used is kept,
 * and their classes are classes.
 */
const modernForms = {
  name: 'modern forms',
  setup: ({ onResolve }) => {
    const forms = [
      [/^rxjs$/, 'rxjs/dist/esm/index.js'],
      [/^io-ts$/, 'io-ts/es6/index.js'],
      [/^fp-ts\/(?:lib|es6)\/(\w+?)(?:\.js)?$/, 'fp-ts/es6/$1.js'],
    ]
    for (const [filter, form] of forms) {
      onResolve({ filter }, ({ path: specifier }) => ({
        path: path(`node_modules/${specifier.replace(filter, form)}`),
        sideEffects: false,
      }))
    }
  },
}

// CommonJS packages call `require`; and a module finds its files beside it as if it lay where its source does.
const banner = `
import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
const sourceUrl = new URL('streams/drivers/any/', import.meta.url).href
`

/**
 * Into `folder`. Several files, so that what a verb does not ask for is not even read: as one file
 * `run` takes 27 MiB and 80 ms of CPU more to start. Names and lines are kept, for
 * stack traces that say where it was.
 */
export const bundle = async (folder = path('dist/program')) => {
  const { metafile } = await build({
    entryPoints: { sluice: path('streams/drivers/cli/sluice.ts') },
    absWorkingDir: path('.'),
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: `node${/\d+(\.\d+)*/.exec(engines.node)[0]}`,
    banner: { js: banner },
    define: { 'import.meta.url': 'sourceUrl' },
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
    plugins: [namesOfLazyPackages, modernForms],
  })
  cpSync(path('crd/samples'), `${folder}/crd/samples`, { recursive: true })
  writeFileSync(`${folder}/package.json`, '{ "type": "module" }\n')
  writeFileSync(`${folder}/THIRD-PARTY-NOTICES`, notices(Object.keys(metafile.inputs)))
}

const isLicence = name => /^(licen[cs]e|notice|copying|copyright)/i.test(name)

/** The licence of each package that one of these files is from. */
const notices = files => {
  const folders = new Set(files.flatMap(file => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []))
  return [...folders]
    .sort()
    .map(folder => {
      const { name, version, license } = JSON.parse(text(`${folder}/package.json`))
      const texts = readdirSync(path(folder))
        .filter(isLicence)
        .map(file => text(`${folder}/${file}`).trim())
      if (texts.length === 0) throw new Error(`${name} has no licence file: may it be in the program?`)
      return `${name} ${version} (${license})\n\n${texts.join('\n\n')}\n`
    })
    .join(`\n${'-'.repeat(80)}\n\n`)
}
