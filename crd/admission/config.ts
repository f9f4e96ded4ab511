import { type FieldError, fieldError } from '../../lib/reviews/admission.ts'
import { bytesOfAll, MEBIBYTE } from './bytes.ts'

/** The most bytes of all files of one ConfigMap together. */
const mostBytes = MEBIBYTE

export const errorsOfConfig = (config: Readonly<Record<string, string>>): readonly FieldError[] => [
  ...collisions(Object.keys(config).sort()),
  ...(bytesOfAll(Object.values(config)) > mostBytes ? [fieldError.tooLong('spec.config', mostBytes)] : []),
]

/** Files of which only one would be there on a file system that knows no case, as that of a Windows node. */
const collisions = (names: readonly string[]): readonly FieldError[] => {
  const taken = new Map<string, string>()
  return names.flatMap(name => {
    const first = taken.get(name.toLowerCase())
    if (first === undefined) {
      taken.set(name.toLowerCase(), name)
      return []
    }
    const fault = `names the same file as ${JSON.stringify(first)} where upper and lower case are not told apart`
    return [fieldError.invalid(`spec.config[${name}]`, name, fault)]
  })
}
