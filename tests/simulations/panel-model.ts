import { createRandom, type Random } from "../../src/statistics/random.ts";

/** Standard normal deviates from a seeded stream (Box and Muller). */
export function normals(random: Random): () => number {
  let spare: number | null = null;
  return () => {
    if (spare !== null) {
      const kept = spare;
      spare = null;
      return kept;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - random.unit()));
    const angle = 2 * Math.PI * random.unit();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

/** A latent value as a level from 1 to 5, cut at −1.2, −0.4, 0.4 and 1.2. */
export function level(latent: number): number {
  return 1 + Number(latent > -1.2) + Number(latent > -0.4) + Number(latent > 0.4) + Number(latent > 1.2);
}

/** The noise of the people's ratings, in standard deviations of what they rate. */
const humanNoise = 0.45;

/** How simulated graders err: latent noise, of which a part is shared with the other grader, with the cluster, and over dimensions. */
export type Graders = {
  readonly clusters: number;
  readonly perCluster: number;
  readonly dimensions: number;
  /** Standard deviation of the first and of the second grader's noise. */
  readonly noise: readonly [number, number];
  /** Share of a grader's noise variance that the other grader has too. */
  readonly shared: number;
  /** Share that all answers of a cluster have in common. */
  readonly ofCluster: number;
  /** Share that all dimensions of an answer have in common: halo. */
  readonly halo: number;
};

/** One rating by people and one by each grader, with its dimension and cluster. */
export type Visit = (dimension: number, cluster: number, x: number, first: number, second: number) => void;

/** Draws a panel: true values with an ability per cluster, people's ratings of them, and what two graders say. */
export function drawPanel(graders: Graders, normal: () => number, visit: Visit): void {
  const { clusters, perCluster, dimensions, noise, shared, ofCluster, halo } = graders;
  const own = 1 - ofCluster - halo;
  const [ofBoth, ofOne] = [Math.sqrt(shared), Math.sqrt(1 - shared)];
  const three = (): [number, number, number] => [normal(), normal(), normal()];
  const mixed = (cluster: number, answer: number, cell: number): number =>
    Math.sqrt(ofCluster) * cluster + Math.sqrt(halo) * answer + Math.sqrt(own) * cell;
  for (let cluster = 0; cluster < clusters; cluster += 1) {
    const ability = normal();
    const perClusterNoise = three();
    for (let answer = 0; answer < perCluster; answer += 1) {
      const perAnswerNoise = three();
      for (let dimension = 0; dimension < dimensions; dimension += 1) {
        const truth = Math.sqrt(0.4) * ability + Math.sqrt(0.6) * normal();
        const cell = three();
        const at = (part: 0 | 1 | 2): number =>
          mixed(perClusterNoise[part], perAnswerNoise[part], cell[part]);
        const common = ofBoth * at(0);
        visit(
          dimension,
          cluster,
          level(truth + humanNoise * normal()),
          level(truth + noise[0] * (common + ofOne * at(1))),
          level(truth + noise[1] * (common + ofOne * at(2))),
        );
      }
    }
  }
}

/** QWK of a grader with the given noise in the population that panels are drawn from. */
export function populationQwk(noise: number, answers: number): number {
  const sums = new Float64Array(6);
  const graders = { clusters: answers, perCluster: 1, dimensions: 1, shared: 0, ofCluster: 0, halo: 0 };
  drawPanel({ ...graders, noise: [noise, noise] }, normals(createRandom("population")), (_, __, x, y) => {
    addPair(sums, 0, x, y);
  });
  return qwkOf(sums, 0);
}

/** The noise at which QWK is so much lower than at another noise. */
export function noiseForDrop(noise: number, drop: number, answers: number): number {
  const target = populationQwk(noise, answers) - drop;
  let [low, high] = [noise, noise + 2];
  for (let step = 0; step < 16; step += 1) {
    const middle = (low + high) / 2;
    if (populationQwk(middle, answers) > target) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Adds a pair to the six sums at `offset`: n, Σx, Σy, Σx², Σy², Σxy. */
export function addPair(sums: Float64Array, offset: number, x: number, y: number): void {
  for (const [index, value] of [1, x, y, x * x, y * y, x * y].entries()) {
    sums[offset + index] = (sums[offset + index] ?? 0) + value;
  }
}

/** QWK from the six sums at `offset`: 2 Cov ÷ (Var x + Var y + (x̄ − ȳ)²). */
export function qwkOf(sums: Float64Array, offset: number): number {
  const [n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0] = sums.subarray(offset, offset + 6);
  return (2 * (xy - (x * y) / n)) / (xx + yy - (2 * x * y) / n);
}
