import type { Sample } from "../domain/sample.ts";
import type { Grade } from "../domain/score.ts";

/**
 * Scores one answer on every dimension of a rubric, or at least on those that are asked about. It asks for replies and for nothing
 * else, so running it again is free.
 */
export type Grader = (sample: Sample, about?: readonly string[]) => Promise<Grade>;
