/** The same bytes in chunks: `cuts` are places, each taken modulo the length. */
export const chunked = (bytes: Buffer, cuts: readonly number[]): readonly Buffer[] => {
  const edges = [0, ...cuts.map(cut => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return edges.slice(1).map((end, index) => bytes.subarray(edges[index], end))
}
