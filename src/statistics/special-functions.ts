/**
 * Special functions of statistics, to a relative error of 1e-10 or better over the range that intervals need.
 */

/**
 * Standard normal distribution function, exact to rounding in both tails.
 *
 *     |z| ≤ 3:  Φ(z) = ½ + φ(z) ( z + z³/3 + z⁵/(3·5) + z⁷/(3·5·7) + … )
 *     beyond:   Φ(−z) = φ(z) ÷ ( z + 1/(z + 2/(z + 3/(z + …))) )
 *
 * @see Marsaglia (2004), Evaluating the Normal Distribution, J. Stat. Software 11(4); Abramowitz & Stegun 26.2.14
 */
export function normalCdf(z: number): number {
  if (z > 3) return 1 - normalCdf(-z);
  if (z < -3) return normalDensity(z) / tailFraction(-z);
  let term = z;
  let sum = z;
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return 0.5 + normalDensity(z) * sum;
}

function tailFraction(z: number): number {
  let fraction = z;
  for (let depth = 150; depth >= 1; depth -= 1) fraction = z + depth / fraction;
  return fraction;
}

function normalDensity(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}

/**
 * Standard normal quantile: the z with Φ(z) = p, for 0 < p < 1.
 *
 * A rational first guess (Abramowitz & Stegun 26.2.23) and three steps of Halley's method.
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1))
    throw new RangeError(`a normal quantile is asked strictly between 0 and 1, not at ${p}`);
  if (p > 0.5) return -normalQuantile(1 - p);
  const t = Math.sqrt(-2 * Math.log(p));
  const guess =
    (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
  return [1, 2, 3].reduce((z) => {
    const step = (normalCdf(z) - p) / normalDensity(z);
    return z - step / (1 + (z * step) / 2);
  }, guess);
}

const lanczos = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
] as const;
const lanczosShift = 6.5;

/**
 * Natural logarithm of the gamma function for x > 0, by Lanczos' approximation with g = 7 and nine terms.
 * @see Lanczos (1964), A Precision Approximation of the Gamma Function, SIAM J. Numer. Anal. 1
 */
export function logGamma(x: number): number {
  if (!(x > 0)) throw new RangeError(`log-gamma is given for positive numbers, not ${x}`);
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const t = x + lanczosShift;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(lanczosSeries(x));
}

function lanczosSeries(x: number): number {
  return lanczos.reduce((sum, coefficient, index) => sum + coefficient / (x + index), 0.9999999999998099);
}

/**
 * Regularised incomplete beta function I_x(a, b), the distribution function of the beta distribution.
 *
 *     I_x(a, b) = xᵃ (1 − x)ᵇ ÷ (a B(a, b)) · 1/(1 + d₁/(1 + d₂/(1 + …)))
 *
 * by the continued fraction, on whichever side of the mean it converges fast. Whoever knows 1 − x more exactly than x
 * tells, such as 1 − x = f/(1 + f), gives it as `complement`.
 * @see Abramowitz & Stegun 26.5.8; Press et al. (2007), Numerical Recipes, 6.4 (Lentz's method)
 */
export function incompleteBeta(x: number, a: number, b: number, complement = 1 - x): number {
  if (!(x >= 0 && x <= 1 && a > 0 && b > 0)) throw new RangeError(`no incomplete beta of ${x}, ${a}, ${b}`);
  if (x === 0) return 0;
  if (complement === 0) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(complement, b, a, x);
  const logFront = a * logarithm(x, complement) + b * logarithm(complement, x) - logBeta(a, b);
  return Math.exp(logFront) / (a * betaFraction(x, a, b));
}

/** log x where 1 − x is known too, exact also where x is near 1. */
function logarithm(x: number, complement: number): number {
  return x < 0.5 ? Math.log(x) : Math.log1p(-complement);
}

/** log B(a, b) = log Γ(a) + log Γ(b) − log Γ(a + b), with the large terms of Lanczos' approximation cancelled by hand. */
function logBeta(a: number, b: number): number {
  if (Math.min(a, b) < 0.5) return logGamma(a) + logGamma(b) - logGamma(a + b);
  const t = a + b + lanczosShift;
  return (
    (a - 0.5) * Math.log1p(-b / t) +
    b * Math.log1p(-a / t) -
    0.5 * Math.log(b + lanczosShift) +
    0.5 * Math.log(2 * Math.PI) -
    lanczosShift +
    Math.log((lanczosSeries(a) / lanczosSeries(a + b)) * lanczosSeries(b))
  );
}

/** 1 + d₁/(1 + d₂/(1 + …)) of the incomplete beta function, from front to back. */
function betaFraction(x: number, a: number, b: number): number {
  let fraction = 1;
  let c = 1;
  let d = 0;
  for (let m = 0; m < 100_000; m += 1) {
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    const even = ((m + 1) * (b - m - 1) * x) / ((a + 2 * m + 1) * (a + 2 * m + 2));
    const before = fraction;
    for (const coefficient of [odd, even]) {
      d = 1 / (1 + coefficient * d);
      c = 1 + coefficient / c;
      fraction *= c * d;
    }
    if (Math.abs(fraction - before) <= 1e-15 * Math.abs(fraction)) return fraction;
  }
  throw new RangeError(`the incomplete beta of ${x}, ${a}, ${b} does not converge`);
}

/** The x with I_x(a, b) = p: bisection down to neighbouring floating-point numbers. */
export function inverseIncompleteBeta(p: number, a: number, b: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a probability lies from 0 to 1, not at ${p}`);
  if (p === 0 || p === 1) return p;
  let low = 0;
  let high = 1;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return middle;
    if (incompleteBeta(middle, a, b) < p) low = middle;
    else high = middle;
  }
}

/**
 * Regularised upper incomplete gamma function Q(a, x), the upper tail of the gamma distribution.
 *
 *     x < a + 1:  Q = 1 − xᵃ e⁻ˣ ÷ Γ(a + 1) · ( 1 + x/(a+1) + x²/((a+1)(a+2)) + … )
 *     beyond:     Q = xᵃ e⁻ˣ ÷ Γ(a) · 1/( x + 1 − a − 1(1 − a)/( x + 3 − a − 2(2 − a)/( x + 5 − a − … )))
 *
 * @see Abramowitz & Stegun 6.5.29 and 6.5.31; Press et al. (2007), Numerical Recipes, 6.2
 */
export function upperIncompleteGamma(a: number, x: number): number {
  if (!(x >= 0 && a > 0)) throw new RangeError(`no incomplete gamma of ${a}, ${x}`);
  if (x === 0) return 1;
  if (x === Infinity) return 0;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  return x < a + 1 ? 1 - (front / a) * gammaSeries(a, x) : front * gammaFraction(a, x);
}

function gammaSeries(a: number, x: number): number {
  let sum = 1;
  for (let term = 1, k = 1; term > 1e-17 * sum; k += 1) {
    term *= x / (a + k);
    sum += term;
  }
  return sum;
}

/** The continued fraction of the upper incomplete gamma function, from front to back. */
function gammaFraction(a: number, x: number): number {
  let denominator = x + 1 - a;
  let c = Infinity;
  let d = 1 / denominator;
  let fraction = d;
  for (let k = 1; k < 100_000; k += 1) {
    const numerator = k * (a - k);
    denominator += 2;
    d = 1 / (denominator + numerator * d);
    c = denominator + numerator / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) <= 1e-15) return fraction;
  }
  throw new RangeError(`the incomplete gamma of ${a}, ${x} does not converge`);
}
