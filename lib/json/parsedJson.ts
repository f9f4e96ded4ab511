import { exactJson } from './exactJson.ts'

/** The value of a JSON text, exactly; `undefined` where the text is not JSON. No JSON text has the value `undefined`. */
export const parsedJson = (text: string): unknown => {
  try {
    return exactJson(text)
  } catch {
    return undefined
  }
}
