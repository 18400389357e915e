import type { Random } from "./random.ts";
import { logGamma } from "./special-functions.ts";

/** Under this mean counting up from 0 is quicker than rejection. */
const fewestForRejection = 10;

/**
 * A draw from the binomial distribution: how many of n tries succeed that each do with probability p.
 *
 * Inversion where n p is small, else Hörmann's transformed rejection (BTRS); exact but for the 2⁻³² of the generator.
 * @see Hörmann (1993), The Generation of Binomial Random Variates, J. Stat. Comput. Simul. 46; Kachitvichyanukul & Schmeiser (1988), BINV
 */
export function drawBinomial(random: Random, n: number, p: number): number {
  if (!(Number.isInteger(n) && n >= 0 && p >= 0 && p <= 1)) throw new RangeError(`no binomial of ${n}, ${p}`);
  if (p > 0.5) return n - drawBinomial(random, n, 1 - p);
  if (n === 0 || p === 0) return 0;
  return n * p < fewestForRejection ? byInversion(random, n, p) : byRejection(random, n, p);
}

function byInversion(random: Random, n: number, p: number): number {
  const odds = p / (1 - p);
  let mass = (1 - p) ** n;
  let left = random.unit();
  let count = 0;
  while (left > mass && count < n) {
    left -= mass;
    count += 1;
    mass *= (odds * (n - count + 1)) / count;
  }
  return count;
}

function byRejection(random: Random, n: number, p: number): number {
  const deviation = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * deviation;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const alpha = (2.83 + 5.1 / b) * deviation;
  const mode = Math.floor((n + 1) * p);
  const logMass = (k: number) => (k - mode) * Math.log(p / (1 - p)) - logGamma(k + 1) - logGamma(n - k + 1);
  for (;;) {
    const u = random.unit() - 0.5;
    const v = random.unit();
    const edge = 0.5 - Math.abs(u);
    const count = Math.floor(((2 * a) / edge + b) * u + n * p + 0.5);
    if (edge >= 0.07 && v <= 0.92 - 4.2 / b) return count;
    if (!(count >= 0 && count <= n)) continue;
    if (Math.log((v * alpha) / (a / edge ** 2 + b)) <= logMass(count) - logMass(mode)) return count;
  }
}
