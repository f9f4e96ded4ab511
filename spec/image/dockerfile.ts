/** A Dockerfile, as far as ours needs it. */
export interface Stage {
  readonly from: string
  readonly name?: string
  readonly instructions: readonly Instruction[]
}

export type Instruction =
  | { readonly _tag: 'Workdir'; readonly path: string }
  | { readonly _tag: 'Copy'; readonly from?: string; readonly sources: readonly string[]; readonly target: string }
  | { readonly _tag: 'Run'; readonly command: string }
  | { readonly _tag: 'Env'; readonly name: string; readonly value: string }
  | { readonly _tag: 'User'; readonly uid: number; readonly gid: number }
  | { readonly _tag: 'Entrypoint' | 'Command'; readonly words: readonly string[] }

/** Throws at a line that it does not understand, so no instruction is skipped. */
export const stagesOf = (dockerfile: string): readonly Stage[] => {
  const stages: { from: string; name?: string; instructions: Instruction[] }[] = []
  for (const line of dockerfile.split('\n').filter(each => each !== '' && !each.startsWith('#'))) {
    const from = /^FROM (\S+)(?: AS (\S+))?$/.exec(line)
    const stage = stages.at(-1)
    if (from?.[1] !== undefined) stages.push({ from: from[1], ...(from[2] && { name: from[2] }), instructions: [] })
    else if (stage === undefined) throw new Error(`before any FROM: ${line}`)
    else stage.instructions.push(instructionOf(line))
  }
  return stages
}

const instructionOf = (line: string): Instruction => {
  const [, keyword = '', rest = ''] = /^(\w+) (.*[^\\])$/.exec(line) ?? []
  const words = rest.split(' ')
  switch (keyword) {
    case 'WORKDIR':
      return { _tag: 'Workdir', path: rest }
    case 'RUN':
      return { _tag: 'Run', command: rest }
    case 'ENV': {
      const [name = '', value = ''] = rest.split('=', 2)
      return { _tag: 'Env', name, value }
    }
    case 'COPY': {
      const from = /^--from=(.+)/.exec(rest)?.[1]?.split(' ')[0]
      const named = words.filter(word => !word.startsWith('--'))
      return {
        _tag: 'Copy',
        ...(from !== undefined && { from }),
        sources: named.slice(0, -1),
        target: named.at(-1) ?? '',
      }
    }
    case 'USER': {
      const [uid, gid] = rest.split(':').map(Number)
      if (!Number.isInteger(uid) || !Number.isInteger(gid))
        throw new Error(`a kubelet cannot tell that it is not root: ${line}`)
      return { _tag: 'User', uid: Number(uid), gid: Number(gid) }
    }
    case 'ENTRYPOINT':
    case 'CMD':
      return { _tag: keyword === 'CMD' ? 'Command' : 'Entrypoint', words: JSON.parse(rest) }
    default:
      throw new Error(`not understood: ${line}`)
  }
}
