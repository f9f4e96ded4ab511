/** Base64 without `Buffer`, which lib does not have. */

export const base64OfBytes = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''))

/** The UTF-8 bytes of a text. */
export const base64Of = (text: string): string => base64OfBytes(new TextEncoder().encode(text))

/** The text whose UTF-8 bytes these are. Throws where `encoded` is not base64. */
export const textOfBase64 = (encoded: string): string =>
  new TextDecoder().decode(Uint8Array.from(atob(encoded), character => character.charCodeAt(0)))
