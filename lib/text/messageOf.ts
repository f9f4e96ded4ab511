import { asText } from './asText.ts'

/** The message of a thrown Error, or any other thrown value as text. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : asText(thrown))
