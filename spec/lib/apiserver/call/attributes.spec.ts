import assert from 'node:assert/strict'
import { test } from 'node:test'
import { attributesOf } from '../../../../lib/apiserver/call/attributes.ts'

const of = (method: string, url: string): string => {
  const [path = '', query = ''] = url.split('?')
  const found = attributesOf({ method, path, query: Object.fromEntries(new URLSearchParams(query)) })
  if (found._tag === 'Path') return `${found.verb} path ${found.path}`
  const { verb, group, version, resource, subresource, namespace, name } = found
  return [verb, group, version, resource, subresource, namespace, name].map(part => part || '-').join(' ')
}

test('a path tells verb, group, version, resource, subresource, namespace and name', () => {
  const table: readonly (readonly [method: string, url: string, expected: string])[] = [
    ['GET', '/api/v1/pods', 'list - v1 pods - - -'],
    ['GET', '/api/v1/pods?watch=1', 'watch - v1 pods - - -'],
    ['GET', '/api/v1/namespaces/demo/pods/web', 'get - v1 pods - demo web'],
    ['GET', '/api/v1/namespaces/demo/pods/web?watch=1', 'get - v1 pods - demo web'],
    ['GET', '/api/v1/watch/namespaces/demo/pods/web', 'watch - v1 pods - demo web'],
    ['GET', '/apis/apps/v1/watch/deployments', 'watch apps v1 deployments - - -'],
    ['PUT', '/api/v1/namespaces/demo/pods/web/status', 'update - v1 pods status demo web'],
    ['GET', '/api/v1/namespaces', 'list - v1 namespaces - - -'],
    ['DELETE', '/api/v1/namespaces/demo', 'delete - v1 namespaces - demo demo'],
    ['PUT', '/api/v1/namespaces/demo/finalize', 'update - v1 namespaces finalize demo demo'],
    ['PATCH', '/apis/example.com/v1/namespaces/demo/myapps/a%2Fb/scale', 'patch example.com v1 myapps scale demo a/b'],
    ['POST', '/apis/apps/v1/namespaces/demo/deployments', 'create apps v1 deployments - demo -'],
    ['DELETE', '/apis/apps/v1/namespaces/demo/deployments', 'deletecollection apps v1 deployments - demo -'],
    ['GET', '/apis/apps/v1', 'get path /apis/apps/v1'],
    ['GET', '/api', 'get path /api'],
    ['GET', '/version', 'get path /version'],
    ['POST', '/openapi/v3/apis/apps/v1', 'post path /openapi/v3/apis/apps/v1'],
    ['GET', '/api/v1/pods/%zz', 'get - v1 pods - - %zz'],
  ]
  for (const [method, url, expected] of table) assert.equal(of(method, url), expected, `${method} ${url}`)
})
