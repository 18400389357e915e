import { scaledScore, type LinearScaling } from "../statistics/linear-scaling.ts";
import { roundHalfToEven, trimmedScore, type TrimLimits } from "../statistics/trim-scale-round.ts";

/** One response: up to two human scores, the grader's, and what groups the candidate belongs to by grouping. */
export type RsmRecord = {
  readonly id: string;
  readonly h1: number | null;
  readonly h2: number | null;
  readonly system: number | null;
  readonly groups: Readonly<Record<string, string>>;
};

/** The settings of an rsmeval experiment. */
export type RsmConfig = {
  readonly trim: TrimLimits;
  /** The line from raw to human scores, `asis` when the grader's are on the human scale already, null when there is none. */
  readonly scaling: LinearScaling | "asis" | null;
  /** Whether a human 0 means that the response was not scored, as it does by default. */
  readonly excludeZero?: boolean;
};

/** The scores that rsmtool evaluates: as they come or scaled, then trimmed, then rounded. */
export type RsmScoreType = `${RsmFamily}${"" | "_trim" | "_trim_round"}`;
export type RsmFamily = "raw" | "scale";

/** A response that counts. */
export type RsmResponse = {
  readonly id: string;
  readonly h1: number;
  readonly h2: number | null;
  readonly scores: Readonly<Partial<Record<RsmScoreType, number>>>;
  readonly groups: Readonly<Record<string, string>>;
};

/** The responses that count and how many do not, by the first reason that applies. */
export type RsmResponses = {
  readonly responses: readonly RsmResponse[];
  readonly excluded: {
    readonly humanMissing: number;
    readonly humanZero: number;
    readonly systemMissing: number;
  };
};

/** Leaves out what rsmtool leaves out, and trims, scales and rounds the rest as it does. */
export function rsmResponses(records: readonly RsmRecord[], config: RsmConfig): RsmResponses {
  const { excludeZero = true } = config;
  const excluded = { humanMissing: 0, humanZero: 0, systemMissing: 0 };
  const responses: RsmResponse[] = [];
  for (const { id, h1, h2, system, groups } of records) {
    if (h1 === null) excluded.humanMissing += 1;
    else if (h1 === 0 && excludeZero) excluded.humanZero += 1;
    else if (system === null) excluded.systemMissing += 1;
    else {
      const second = h2 === 0 && excludeZero ? null : h2;
      responses.push({ id, h1, h2: second, scores: processedScores(system, config), groups });
    }
  }
  return { responses, excluded };
}

/** The families of scores that a configuration has; the last is the one its by-group tables use. */
export function rsmFamilies({ scaling }: RsmConfig): readonly RsmFamily[] {
  if (scaling === null) return ["raw"];
  return scaling === "asis" ? ["scale"] : ["raw", "scale"];
}

function processedScores(raw: number, config: RsmConfig): RsmResponse["scores"] {
  const { scaling, trim } = config;
  const scale = scaling === null || scaling === "asis" ? raw : scaledScore(raw, scaling);
  return Object.fromEntries(
    rsmFamilies(config).flatMap((family) => {
      const score = family === "raw" ? raw : scale;
      const trimmed = trimmedScore(score, trim);
      return [
        [family, score],
        [`${family}_trim`, trimmed],
        [`${family}_trim_round`, roundHalfToEven(trimmed)],
      ];
    }),
  );
}
