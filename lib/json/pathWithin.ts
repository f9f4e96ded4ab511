/** A path below a place: `spec` and `items[0].size` give `spec.items[0].size`; `[0]` and `[1]` give `[0][1]`. */
export const pathWithin = (place: string, path: string): string =>
  path === '' || path.startsWith('[') ? place + path : `${place}.${path}`
