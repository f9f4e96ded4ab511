import { Agent, request } from 'undici'

export interface Answer {
  readonly code: number
  readonly text: string
  readonly json: { readonly [field: string]: unknown }
}

/** Sends HTTPS requests as the administrator who sets up a cluster. */
export interface AdminClient {
  /** Rejects when there is no answer. */
  readonly send: (method: string, path: string, body?: unknown, contentType?: string) => Promise<Answer>
  /** Whether /readyz answers 200. False while the server does not answer. */
  readonly isReady: () => Promise<boolean>
  readonly close: () => Promise<void>
}

export const adminClient = (access: {
  readonly url: string
  readonly ca: string
  readonly token: string
}): AdminClient => {
  const dispatcher = new Agent({ connect: { ca: access.ca } })
  const send: AdminClient['send'] = async (method, path, body, contentType = 'application/json') => {
    const { statusCode, body: answer } = await request(access.url + path, {
      method,
      dispatcher,
      headers: { authorization: `Bearer ${access.token}`, ...(body !== undefined && { 'content-type': contentType }) },
      body: body === undefined ? null : JSON.stringify(body),
    })
    const text = await answer.text()
    return { code: statusCode, text, json: text.startsWith('{') ? JSON.parse(text) : {} }
  }
  return {
    send,
    isReady: () =>
      send('GET', '/readyz').then(
        ({ code }) => code === 200,
        () => false,
      ),
    close: () => dispatcher.destroy(),
  }
}
