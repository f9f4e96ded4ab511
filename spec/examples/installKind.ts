import * as t from 'io-ts'
import { customResourceDefinition, type KubeObject, type Resource } from '../../lib/index.ts'
import type { Client } from '../streams/drivers/apiserver/client.ts'

/** Makes a cluster serve a kind, with a status subresource of any content. */
export const installKind = async <O extends KubeObject>(
  client: Pick<Client, 'send'>,
  resource: Resource<O>,
  spec: t.Mixed,
): Promise<void> => {
  const singular = resource.kind.toLowerCase()
  const body = customResourceDefinition(resource, { description: singular, singular, spec, status: t.UnknownRecord })
  const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
  const { code, text } = await client.send({ method: 'POST', path, body })
  if (code !== 201) throw new Error(`the CRD was refused: ${text}`)
}
