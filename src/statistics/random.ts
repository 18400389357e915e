/** A stream of pseudo-random numbers that its seed determines, on every machine and for ever. */
export type Random = {
  /** Uniform on the integers 0 … bound − 1, without modulo bias. */
  readonly below: (bound: number) => number;
  /** Uniform on the multiples of 2⁻³² in [0, 1). */
  readonly unit: () => number;
};

/**
 * xoshiro128** 1.1 whose four words of state are the first four outputs of splitmix32: a counter in steps of 0x9e3779b9
 * through MurmurHash3's 32-bit finaliser.
 *
 * The counter starts at the seed when that is an integer from 0 to 2³² − 1, and at the 32-bit FNV-1a hash of its UTF-16
 * code units when it is a string.
 * @see Blackman & Vigna (2021), Scrambled Linear Pseudorandom Number Generators, ACM TOMS 47(4); prng.di.unimi.it
 */
export function createRandom(seed: number | string): Random {
  const mix = splitmix32(typeof seed === "string" ? fnv1a(seed) : checkedSeed(seed));
  const next = xoshiro128StarStar([mix(), mix(), mix(), mix()]);
  return {
    unit: () => next() / 2 ** 32,
    below(bound) {
      if (!Number.isInteger(bound) || bound < 1 || bound > 2 ** 32) {
        throw new RangeError(`a bound is an integer from 1 to 2^32, not ${bound}`);
      }
      const fair = 2 ** 32 - (2 ** 32 % bound);
      let draw = next();
      while (draw >= fair) draw = next();
      return draw % bound;
    },
  };
}

/** The generator itself: 32-bit words from four words of state that are not all 0. */
export function xoshiro128StarStar(state: readonly [number, number, number, number]): () => number {
  let [a, b, c, d] = state;
  return () => {
    const word = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return word;
  };
}

function splitmix32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let word = state;
    word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
    return (word ^ (word >>> 16)) >>> 0;
  };
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** The largest number that may be a seed. */
export const largestSeed = 2 ** 32 - 1;

function checkedSeed(seed: number): number {
  if (Number.isInteger(seed) && seed >= 0 && seed <= largestSeed) return seed;
  throw new RangeError(`a seed is a string or an integer from 0 to 2^32 - 1, not ${seed}`);
}
