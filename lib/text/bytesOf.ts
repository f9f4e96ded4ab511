const encoder = new TextEncoder()

/** How many bytes a text has in UTF-8, which is how the API server counts. */
export const bytesOf = (text: string): number => encoder.encode(text).length
