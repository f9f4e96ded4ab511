import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { isRecord } from './equal.ts'

/** JSON with sorted fields and without `undefined`: equal values give equal text. */
export const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (!isRecord(value)) return JSON.stringify(value) ?? 'null'
  const fields: string[] = []
  for (const field of Object.keys(value).sort()) {
    if (value[field] !== undefined) fields.push(`${JSON.stringify(field)}:${canonical(value[field])}`)
  }
  return `{${fields.join(',')}}`
}

/** 16 hex digits of the SHA-256 of the canonical JSON. */
export const fingerprint = (value: unknown): string => bytesToHex(sha256(utf8ToBytes(canonical(value)))).slice(0, 16)
