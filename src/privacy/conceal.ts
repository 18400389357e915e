import type { Label } from "../domain/label.ts";
import type { KnownName, Pseudonym, PseudonymKind } from "../domain/pseudonym.ts";
import type { Sample } from "../domain/sample.ts";
import { findLeak, indexSecrets, type Secrets } from "./leaks.ts";
import { indexNames } from "./name-index.ts";
import { peopleIn } from "./people.ts";
import { pseudonymise } from "./pseudonyms.ts";
import { wordsOf } from "./words.ts";

/** Answers, and what raters quoted of them, as they may be sent, in their order; and what is known of each candidate and must not be. */
export type Concealed = {
  readonly samples: readonly Sample[];
  readonly labels: readonly Label[];
  readonly candidates: ReadonlyMap<string, ConcealedCandidate>;
  /** Whole names that are in nobody's answers, whoever's they are. */
  readonly everybody: readonly KnownName[];
};

export type ConcealedCandidate = {
  readonly names: readonly KnownName[];
  readonly pseudonyms: readonly Pseudonym[];
};

/** An answer in which a known name is left; no word of it may be sent. */
export type Unconcealed = { readonly sample: string; readonly kind: PseudonymKind };

/**
 * Replaces names in the transcripts of every answer: those listed and those of the candidate's own people in whole and in parts, those of
 * other candidates' people, here or `elsewhere`, in whole. All answers of one candidate share their placeholders, and so do quotes of
 * them, which a prompt may show as examples. Quotes of answers that are not there are left out.
 */
export function concealSamples(
  samples: readonly Sample[],
  listed: readonly KnownName[],
  labels: readonly Label[] = [],
  elsewhere: readonly KnownName[] = [],
): Concealed {
  const candidateOf = new Map(samples.map(({ id, candidate }) => [id, candidate]));
  const quoted = Map.groupBy(labels, ({ sampleId }) => candidateOf.get(sampleId));
  const quotes = new Map<Label, string>();
  const byCandidate = Map.groupBy(samples, ({ candidate }) => candidate);
  const people = new Map([...byCandidate].map(([candidate, own]) => [candidate, peopleIn(own)] as const));
  const everybody = [
    ...listed,
    ...[...[...people.values()].flat(), ...elsewhere].filter(({ name }) => wordsOf(name).length > 1),
  ];
  const shared = [indexNames(listed, "listed"), indexNames(everybody, "whole")];
  const concealed = new Map<Sample, Sample>();
  const candidates = new Map<string, ConcealedCandidate>();
  for (const [candidate, own] of byCandidate) {
    const names = people.get(candidate) ?? [];
    const isId = ({ name }: KnownName): boolean => name === candidate && !/\p{Lu}|\p{Lo}/u.test(name);
    const indexes = [
      indexNames(
        names.filter((name) => !isId(name)),
        "parts",
      ),
      indexNames(names.filter(isId), "whole"),
      ...shared,
    ];
    const turns = own.flatMap(({ transcript }) => transcript.turns);
    const ownLabels = quoted.get(candidate) ?? [];
    const { texts, pseudonyms } = pseudonymise(
      [
        ...turns.flatMap(({ text, speaker = "" }) => [text, speaker]),
        ...ownLabels.map(({ quote }) => quote ?? ""),
      ],
      indexes,
    );
    const rest = texts.values();
    for (const sample of own) concealed.set(sample, withTexts(sample, rest));
    for (const label of ownLabels) quotes.set(label, nextOf(rest));
    candidates.set(candidate, { names: names.filter((name) => !isId(name)), pseudonyms });
  }
  return {
    samples: samples.map((sample) => concealed.get(sample) ?? sample),
    labels: labels.map((label) => ({
      ...label,
      quote: label.quote === null ? null : (quotes.get(label) ?? null),
    })),
    candidates,
    everybody,
  };
}

/** The sample with texts taken from an iterator, a turn's words before its speaker. */
function withTexts(sample: Sample, texts: Iterator<string>): Sample {
  const turns = sample.transcript.turns.map((turn) => {
    const [text, speaker] = [nextOf(texts), nextOf(texts)];
    return { ...turn, text, ...(turn.speaker !== undefined && { speaker }) };
  });
  return { ...sample, transcript: { ...sample.transcript, turns } };
}

function nextOf(texts: Iterator<string>): string {
  const { value, done } = texts.next();
  if (done === true) throw new RangeError("fewer texts came back than were given");
  return value;
}

/** Finds what must not be in a text, of which kind it is; null: nothing. */
export type LeakCheck = (text: string) => PseudonymKind | null;

/**
 * How to look through what is sent for one candidate's answers: for anything of that candidate's, and for every whole name known.
 * `ours` are texts that are no candidate's, rubric and case studies: a name in them may be sent.
 */
export function leakChecks(
  { candidates, everybody }: Concealed,
  ours: readonly string[],
): (candidate: string) => LeakCheck {
  const shared = indexSecrets(everybody, [], ours);
  const known = new Map<string, Secrets>();
  const ownOf = (candidate: string): Secrets => {
    const { names = [], pseudonyms = [] } = candidates.get(candidate) ?? {};
    const own = known.get(candidate) ?? indexSecrets(names, pseudonyms, ours);
    known.set(candidate, own);
    return own;
  };
  return (candidate) => (text) => findLeak(text, [ownOf(candidate), shared]);
}

/** Answers in which a second look, by another rule than the replacement's, still finds a known name. */
export function findUnconcealed(concealed: Concealed): Unconcealed[] {
  const checkOf = leakChecks(concealed, []);
  return concealed.samples.flatMap(({ id, candidate, transcript }) => {
    const kind = checkOf(candidate)(transcript.turns.map(({ text }) => text).join("\n"));
    return kind === null ? [] : [{ sample: id, kind }];
  });
}
