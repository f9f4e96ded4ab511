import { Environment } from '@marcbachmann/cel-js'
import type { Schema } from '../../../kube/schema.ts'
import { firstLine } from '../../../text/firstLine.ts'
import { messageOf } from '../../../text/messageOf.ts'
import { registerKubernetes } from './celFunctions.ts'
import { celType } from './celTypes.ts'
import { withLinearMatches } from './linearMatches.ts'

/** An expression ready to run, or why it is refused. */
export type CelProgram =
  | {
      readonly _tag: 'Program'
      readonly type: string
      readonly transition: boolean
      /** The syntax tree. */
      readonly tree: unknown
      readonly run: (scope: Scope) => unknown
    }
  | { readonly _tag: 'Refused'; readonly message: string }

export interface Scope {
  readonly self: unknown
  readonly oldSelf?: unknown
}

const plain = registerKubernetes(new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: false }))

const environments = new Map<string, Environment>()

const environmentOf = (type: string, optional: boolean): Environment => {
  const id = `${type} ${optional}`
  const known = environments.get(id)
  if (known !== undefined) return known
  const made = plain
    .clone()
    .registerVariable('self', type)
    .registerVariable('oldSelf', optional ? 'optional' : type)
  environments.set(id, made)
  return made
}

const programs = new Map<string, CelProgram>()

/** Parses and checks an expression about values of `schema`, once. `optional`: its `oldSelf` is one that may be missing. */
export const compile = (source: string, schema?: Schema, optional = false): CelProgram => {
  const type = celType(schema)
  const id = `${type} ${optional} ${source}`
  const known = programs.get(id)
  if (known !== undefined) return known
  const program = compiled(source, environmentOf(type, optional))
  programs.set(id, program)
  return program
}

const compiled = (source: string, environment: Environment): CelProgram => {
  try {
    const said = environment.parse(source)
    const checked = said.check()
    if (!checked.valid) return { _tag: 'Refused', message: firstLine(messageOf(checked.error)) }
    const run = environment.parse(withLinearMatches(source, said.ast))
    return {
      _tag: 'Program',
      type: checked.type ?? 'dyn',
      transition: /(?<![.\w])oldSelf\b/.test(source.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""')),
      tree: said.ast,
      run: scope => run({ ...scope }),
    }
  } catch (error) {
    return { _tag: 'Refused', message: firstLine(messageOf(error)) }
  }
}
