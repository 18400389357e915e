/** The ends of a scale, and how far beyond them a score may lie; a little under a half, so that rounding stays on it. */
export type TrimLimits = { readonly min: number; readonly max: number; readonly tolerance?: number };

/** ETS's tolerance. */
const defaultTolerance = 0.4998;

/**
 * A score moved to the nearest end of the scale if it lies beyond it.
 *
 *     max(min − tolerance, min(max + tolerance, x))
 *
 * @see ETS rsmtool 12, trim
 */
export function trimmedScore(x: number, { min, max, tolerance = defaultTolerance }: TrimLimits): number {
  return Math.max(min - tolerance, Math.min(max + tolerance, x));
}

/**
 * The nearest whole number, of two the even one: 2.5 → 2 and 3.5 → 4, where Math.round goes up.
 * @see IEEE 754-2019, roundToIntegralTiesToEven; numpy.rint
 */
export function roundHalfToEven(x: number): number {
  const below = Math.floor(x);
  if (x - below !== 0.5) return Math.round(x) + 0; // + 0: no negative zero
  return below % 2 === 0 ? below + 0 : below + 1;
}
