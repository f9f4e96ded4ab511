import type { ApiFailure } from '../../../lib/kube/failure.ts'
import type { KubeObject } from '../../../lib/kube/object.ts'
import type { WatchCommand, WatchInput } from '../../../streams/watching/state.ts'
import { errorLine, line, mark, page, part, status } from './scripted.ts'

/** A server of widgets, small enough to be obviously right: a history, and requests that read from it. */
export class ModelServer {
  #version = 1
  #compacted = 1
  readonly #history: {
    readonly version: number
    readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
    readonly name: string
  }[] = []
  readonly streams: boolean

  constructor(streams: boolean) {
    this.streams = streams
  }

  get version(): number {
    return this.#version
  }

  /** `name@version` of each object at a version, in order of name. */
  at(version: number): readonly string[] {
    const objects = new Map<string, number>()
    for (const entry of this.#history) {
      if (entry.version > version) break
      if (entry.type === 'DELETED') objects.delete(entry.name)
      else objects.set(entry.name, entry.version)
    }
    return [...objects].map(([name, of]) => `${name}@${of}`).sort()
  }

  put(name: string): void {
    const exists = this.at(this.#version).some(text => text.startsWith(`${name}@`))
    this.#history.push({ version: ++this.#version, type: exists ? 'MODIFIED' : 'ADDED', name })
  }

  remove(name: string): void {
    if (!this.at(this.#version).some(text => text.startsWith(`${name}@`))) return
    this.#history.push({ version: ++this.#version, type: 'DELETED', name })
  }

  /** Something else in the cluster changed. */
  advance(): void {
    this.#version += 1
  }

  compact(): void {
    this.#compacted = this.#version
  }

  isCompacted(version: number): boolean {
    return version < this.#compacted
  }

  since(version: number): { readonly version: number; readonly text: string } | undefined {
    const entry = this.#history.find(entry => entry.version > version)
    return entry && { version: entry.version, text: line(entry.type, `${entry.name}@${entry.version}`) }
  }
}

/** One request to the model server, answered input by input. */
export class Request {
  readonly #server: ModelServer
  readonly #command: WatchCommand
  #cursor: number
  #initial: string[] | undefined
  /** A page of a list comes as its first object, and then the rest of the same version. */
  #partAt: number | undefined

  constructor(server: ModelServer, command: WatchCommand) {
    this.#server = server
    this.#command = command
    const resumed = command._tag === 'Watch' ? command.resourceVersion : undefined
    this.#cursor = resumed === undefined ? server.version : Number(resumed)
    if (command._tag === 'Watch' && resumed === undefined) {
      this.#initial = server.at(this.#cursor).map(text => line('ADDED', text))
      this.#initial.push(mark(String(this.#cursor), true))
    }
  }

  /** What a server without faults sends next; `undefined`: nothing for now. */
  next(): WatchInput | undefined {
    switch (this.#command._tag) {
      case 'Keep':
        return undefined
      case 'Wait':
        return { _tag: 'Waited' }
      case 'List':
        return this.#page(this.#command.continue)
      case 'Watch':
        return this.#line()
    }
  }

  /** A bookmark, where everything before it has been sent. */
  bookmark(): WatchInput | undefined {
    const up = this.#initial === undefined && this.#server.since(this.#cursor) === undefined
    if (this.#command._tag !== 'Watch' || !up || this.#server.isCompacted(this.#cursor)) return undefined
    this.#cursor = this.#server.version
    return { _tag: 'Line', text: mark(String(this.#cursor)) }
  }

  #page(token: string | undefined): WatchInput {
    const [version, from] =
      token === undefined ? [this.#partAt ?? this.#server.version, 0] : token.split('/').map(Number)
    if (version === undefined || from === undefined || (token !== undefined && this.#server.isCompacted(version))) {
      return failedWith(status(410, 'Expired'))
    }
    const all = this.#server.at(version)
    const more = from + 2 < all.length ? `${version}/${from + 2}` : undefined
    const [first, ...others] = all.slice(from, from + 2)
    if (first !== undefined && this.#partAt === undefined) {
      this.#partAt = version
      return { _tag: 'Part', items: part(first).part }
    }
    return { _tag: 'Page', page: page(String(version), others, more) }
  }

  #line(): WatchInput | undefined {
    if (this.#initial !== undefined) {
      if (!this.#server.streams) return failedWith(status(422, 'Invalid'))
      const text = this.#initial.shift()
      if (text !== undefined) return { _tag: 'Line', text }
      this.#initial = undefined
    }
    if (this.#server.isCompacted(this.#cursor)) {
      return { _tag: 'Line', text: errorLine(410, 'Expired', 'too old resource version') }
    }
    const entry = this.#server.since(this.#cursor)
    if (entry === undefined) return undefined
    this.#cursor = entry.version
    return { _tag: 'Line', text: entry.text }
  }
}

const failedWith = (failure: ApiFailure): WatchInput => ({ _tag: 'Failed', failure })

/** `name@version` of an object that was received. */
export const textOf = ({ metadata }: KubeObject): string => `${metadata.name}@${metadata.resourceVersion}`
