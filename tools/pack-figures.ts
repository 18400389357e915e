/** Prints what the data cards say of each bundled set of answers: counts, words, levels, kinds, near-duplicates, agreement of its readers. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Io } from "../src/cli/io.ts";
import { main } from "../src/cli/main.ts";
import { processIo } from "../src/cli/process-io.ts";
import { adjudicatedRound } from "../src/analysis/readings.ts";
import { agreementDocumentSchema } from "../src/domain/agreement.ts";
import type { Dataset } from "../src/domain/dataset.ts";
import type { Sample } from "../src/domain/sample.ts";
import { levelsOf } from "../src/domain/scale.ts";
import { candidateText } from "../src/domain/transcript.ts";
import { readPack } from "./coverage/pack.ts";

const shingleLength = 8;

/** How many words the candidate says. */
export function candidateWords({ transcript }: Sample): number {
  return wordsIn(candidateText(transcript)).length;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = 0, high = 0] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}

export type Twins = { readonly a: string; readonly b: string; readonly share: number };

/** The two answers that share most of their eight-word shingles, as a share of the shorter one's. */
export function nearestTwins(samples: readonly Sample[]): Twins {
  const shingles = new Map(samples.map((sample) => [sample.id, shinglesOf(sample)]));
  const holders = new Map<string, string[]>();
  const shared = new Map<string, Map<string, number>>();
  let nearest: Twins = { a: "", b: "", share: 0 };
  for (const [id, own] of shingles) {
    const withOthers = new Map<string, number>();
    for (const shingle of own) {
      const others = holders.get(shingle) ?? [];
      for (const other of others) withOthers.set(other, (withOthers.get(other) ?? 0) + 1);
      holders.set(shingle, [...others, id]);
    }
    shared.set(id, withOthers);
    for (const [other, count] of withOthers) {
      const share = count / Math.min(own.size, shingles.get(other)?.size ?? own.size);
      if (share > nearest.share) nearest = { a: other, b: id, share };
    }
  }
  return nearest;
}

function shinglesOf({ transcript }: Sample): ReadonlySet<string> {
  const words = wordsIn(candidateText(transcript));
  return new Set(
    words.map((_, start) => words.slice(start, start + shingleLength).join(" ")).slice(0, 1 - shingleLength),
  );
}

function wordsIn(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’][\p{L}]+)*/gu) ?? [];
}

/** Counts by name, the most frequent first. */
export function counted(names: readonly string[]): [string, number][] {
  const counts = Map.groupBy(names, (name) => name);
  return [...counts].map(([name, all]): [string, number] => [name, all.length]).sort(([, a], [, b]) => b - a);
}

export function kindOf({ metadata: { kind } }: Sample): string {
  return typeof kind === "string" ? kind : "plain";
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function countLines({ samples }: Dataset): string[] {
  const words = samples.map(candidateWords);
  const twins = nearestTwins(samples);
  const splits = counted(samples.map(({ split }) => split)).map(([split, count]) => {
    const studies = new Set(
      samples.filter((sample) => sample.split === split).map((each) => each.caseStudyId),
    );
    return `${split} ${count} to ${studies.size} case studies`;
  });
  const kinds = counted(samples.map(kindOf)).map(
    ([kind, count]) => `${count} ${kind} (${percent(count / samples.length)})`,
  );
  return [
    `${samples.length} answers to ${new Set(samples.map(({ caseStudyId }) => caseStudyId)).size} case studies; split ${splits.join(", ")}.`,
    `Candidate words: ${Math.min(...words)} to ${Math.max(...words)}, median ${median(words)}. Kinds: ${kinds.join(", ")}.`,
    twins.share === 0
      ? "No two answers share eight words in a row."
      : `Most alike: ${twins.a} and ${twins.b} share ${percent(twins.share)} of their eight-word shingles.`,
  ];
}

function levelLines({ card, labels }: Dataset): string[] {
  const levels = levelsOf(card.scale);
  const dimensions = [...new Set(labels.map(({ dimension }) => dimension))].sort();
  const given = labels.filter(({ value }) => value !== null);
  const shareOf = (level: number): string =>
    percent(given.filter(({ value }) => value === level).length / given.length);
  return [
    `| dimension | ${levels.join(" | ")} | NA |`,
    `|---|${"---:|".repeat(levels.length + 1)}`,
    ...dimensions.map((dimension) => {
      const of = (level: number | null): number =>
        labels.filter((label) => label.dimension === dimension && label.value === level).length;
      return `| ${[dimension, ...levels.map(of), of(null)].join(" | ")} |`;
    }),
    `| share of all levels | ${levels.map(shareOf).join(" | ")} | |`,
  ];
}

/** The readers among themselves, by `touchstone agree` on their labels with the card's clusters. */
async function agreementLines({ card, samples, labels, raters }: Dataset): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "touchstone-figures-"));
  try {
    const clusters = new Map(
      samples.map((each) => [each.id, card.cluster === "case" ? each.caseStudyId : each.candidate]),
    );
    const kinds = new Map(raters.map(({ rater, kind }) => [rater, kind]));
    const rows = labels.map(({ sampleId, rater, dimension, value }) =>
      [sampleId, rater, kinds.get(rater), dimension, value ?? "NA", clusters.get(sampleId)].join(","),
    );
    const table = join(folder, "labels.csv");
    await writeFile(table, ["item,rater,kind,dimension,value,cluster", ...rows, ""].join("\n"));
    const result = join(folder, "agreement.json");
    const scale = `${card.scale.min}-${card.scale.max}`;
    let refused = "";
    const quiet: Io = { ...processIo(), stdout: () => {}, stderr: (text) => void (refused += text) };
    const code = await main(["agree", table, "--scale", scale, "-o", result], quiet);
    if (code !== 0) throw new Error(`touchstone agree: ${refused}`);
    const { analysis } = agreementDocumentSchema.parse(JSON.parse(await readFile(result, "utf8")));
    const figures = analysis.agreement.filter(
      ({ grader, dimension }) => grader === "human" && dimension !== null,
    );
    const cell = (dimension: string | null, statistic: string): string => {
      const row = figures.find((each) => each.dimension === dimension && each.statistic === statistic);
      if (row === undefined || row.value === null) return row?.reason ?? "none";
      const interval =
        row.low === null || row.high === null ? "" : ` [${row.low.toFixed(2)}, ${row.high.toFixed(2)}]`;
      return row.value.toFixed(2) + interval;
    };
    return [
      `| dimension | QWK among readers [95 %, by ${card.cluster}] | alpha | exact |`,
      "|---|---|---|---|",
      ...[...new Set(figures.map(({ dimension }) => dimension))].map(
        (dimension) =>
          `| ${[dimension, ...["qwk", "alpha_ordinal", "exact"].map((statistic) => cell(dimension, statistic))].join(" | ")} |`,
      ),
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

if (import.meta.main) {
  const { datasets } = await readPack();
  for (const [name, { value: dataset }] of datasets) {
    const value = { ...dataset, labels: dataset.labels.filter(({ round }) => round !== adjudicatedRound) };
    const agreement = value.labels.length === 0 ? ["No labels yet."] : await agreementLines(value);
    const parts = [countLines(value), value.labels.length === 0 ? [] : levelLines(value), agreement];
    process.stdout.write(`## ${name}\n\n${parts.map((lines) => lines.join("\n")).join("\n\n")}\n\n`);
  }
  const everything = nearestTwins([...datasets.values()].flatMap(({ value }) => value.samples));
  process.stdout.write(
    `Over all sets the most alike are ${everything.a} and ${everything.b}: ${percent(everything.share)}.\n`,
  );
}
