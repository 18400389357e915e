/** Mean rank, from 1, of each group of ties, the groups in ascending order and given by how many they hold. */
export function midranks(counts: Float64Array): Float64Array {
  let below = 0;
  return counts.map((count) => {
    const rank = below + (count + 1) / 2;
    below += count;
    return rank;
  });
}
