import type { DocumentedKind } from '../../../lib/apiserver/kinds/documents/kindsDocument.ts'
import { type Fields, recordsAt, textAt, textsAt } from '../../../lib/json/fields.ts'
import type { AdminClient } from '../controlPlane/adminClient.ts'

/** A kind in one version as the API server offers it. */
export type ServedKind = Omit<DocumentedKind, 'definition'>

/** All kinds of the built-in groups, in the order in which the API server lists them. */
export const discoveryOf = async (client: AdminClient): Promise<readonly ServedKind[]> => {
  const read = async (path: string) => (await client.send('GET', path)).json
  const groups = recordsAt(await read('/apis'), 'groups').flatMap(group =>
    recordsAt(group, 'versions').map(version => ({
      group: textAt(group, 'name'),
      version: textAt(version, 'version'),
    })),
  )
  const all = [{ group: '', version: 'v1' }, ...groups]
  const lists = all.map(async ({ group, version }) => {
    const list = await read(group === '' ? `/api/${version}` : `/apis/${group}/${version}`)
    return kindsOf(recordsAt(list, 'resources'), group, version)
  })
  return (await Promise.all(lists)).flat()
}

const kindsOf = (resources: readonly Fields[], group: string, version: string): readonly ServedKind[] =>
  resources
    .filter(of => !textAt(of, 'name').includes('/'))
    .map(of => {
      const plural = textAt(of, 'name')
      const subresources = resources.map(each => textAt(each, 'name').split('/')).filter(([name]) => name === plural)
      const below = subresources.flatMap(([, subresource = '']) => (subresource === '' ? [] : [subresource]))
      const [shortNames, categories] = [textsAt(of, 'shortNames'), textsAt(of, 'categories')]
      return {
        ...{ group, version, kind: textAt(of, 'kind'), plural, singular: textAt(of, 'singularName') },
        ...(shortNames.length > 0 && { shortNames }),
        ...(categories.length > 0 && { categories }),
        namespaced: of.namespaced === true,
        verbs: textsAt(of, 'verbs'),
        ...(below.length > 0 && { subresources: below }),
      }
    })
