/**
 * Population stability index: how far two distributions over the same categories lie apart.
 *
 *     PSI = Σ (q − p) ln(q ÷ p)        p = (count then + ½) ÷ (n then + k/2), q likewise now, k categories
 *
 * The half keeps an empty category finite. 0 for equal shares of equal n, no upper end; industry reads under 0.1 as stable and from
 * 0.25 as a shift. Null without categories, or when one side is empty.
 * @see Siddiqi (2006), Credit Risk Scorecards, chapter 9; Lin (1991) on J-divergence, IEEE Trans. Inf. Theory 37(1)
 */
export function populationStability(then: readonly number[], now: readonly number[]): number | null {
  if (then.length !== now.length) throw new RangeError(`${then.length} categories against ${now.length}`);
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
  const [nThen, nNow] = [sum(then), sum(now)];
  if (nThen === 0 || nNow === 0) return null;
  return then.reduce((total, count, category) => {
    const p = (count + 0.5) / (nThen + then.length / 2);
    const q = ((now[category] ?? 0) + 0.5) / (nNow + now.length / 2);
    return total + (q - p) * Math.log(q / p);
  }, 0);
}
