import { didYouMean } from "../domain/did-you-mean.ts";
import type { Only } from "../domain/eval.ts";
import type { Sample } from "../domain/sample.ts";
import type { Problem } from "../store/problem.ts";
import { problemAt, unknown } from "./eval-problem.ts";
import type { LoadedEval } from "./load.ts";

/** What each line of `only` calls a thing, and the words for it that an answer goes by. */
const lines: Readonly<
  Record<keyof Only, { noun: string; wordsOf: (sample: Sample, loaded: LoadedEval) => readonly string[] }>
> = {
  case_studies: { noun: "case study", wordsOf: ({ caseStudyId }) => [caseStudyId] },
  archetypes: {
    noun: "archetype",
    wordsOf: ({ caseStudyId }, { dataset }) => dataset.caseStudies.get(caseStudyId)?.archetypes ?? [],
  },
  kinds: {
    noun: "kind",
    wordsOf: ({ metadata: { kind } }) => (typeof kind === "string" ? [kind] : []),
  },
  samples: { noun: "sample", wordsOf: ({ id }) => [id] },
};

const keys = ["case_studies", "archetypes", "kinds", "samples"] as const satisfies readonly (keyof Only)[];

/** Samples of the eval's split. */
export function inSplit({ file }: LoadedEval, samples: readonly Sample[]): Sample[] {
  const { split } = file.spec;
  return samples.filter((sample) => split === "all" || sample.split === split);
}

/** Samples of every split that the eval's `only` takes. */
export function takenSamples(loaded: LoadedEval): readonly Sample[] {
  const { only = {} } = loaded.file.spec;
  const isTaken = (sample: Sample): boolean =>
    keys.every((key) => {
      const asked = only[key];
      return asked === undefined || lines[key].wordsOf(sample, loaded).some((word) => asked.includes(word));
    });
  return loaded.dataset.samples.filter(isTaken);
}

/** Words of `only` that no answer of the split goes by, and lines that no answer meets together. */
export function onlyProblems(loaded: LoadedEval): Problem[] {
  const { only = {}, split } = loaded.file.spec;
  const samples = inSplit(loaded, loaded.dataset.samples);
  if (samples.length === 0) return [];
  const unknowns = keys.flatMap((key) => {
    const { noun, wordsOf } = lines[key];
    const known = [...new Set(samples.flatMap((sample) => wordsOf(sample, loaded)))].sort();
    return (only[key] ?? []).flatMap((word, index) =>
      known.includes(word)
        ? []
        : [problemAt(loaded, ["only", key, index], `in split ${split} ${missing(word, noun, known)}`)],
    );
  });
  if (unknowns.length > 0 || inSplit(loaded, takenSamples(loaded)).length > 0) return unknowns;
  return [problemAt(loaded, ["only"], `no answer of split ${split} meets all of its lines`)];
}

/** Ids of samples are too many to be listed. */
function missing(word: string, noun: string, known: readonly string[]): string {
  return noun === lines.samples.noun
    ? `there is no ${noun} "${word}"${didYouMean(word, known)}`
    : unknown(word, noun, known);
}
