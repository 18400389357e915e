import { resolve } from "node:path";
import { compareGraders } from "../../analysis/compare.ts";
import { fewestClustersForGate } from "../../analysis/gates.ts";
import { instructionChanges } from "../../analysis/instruction-changes.ts";
import { createPanel } from "../../analysis/readings.ts";
import type { Comparison } from "../../domain/comparison.ts";
import { counted } from "../../domain/counted.ts";
import { scaleFromWords } from "../../domain/scale.ts";
import { HarnessError } from "../../errors.ts";
import { comparisonReportFor, renderComparison } from "../../reports/comparison.ts";
import type { ReportInput } from "../../reports/report.ts";
import { clusterOf, labelsOf, ratersOf, samplesOf } from "../../run/check-eval.ts";
import { differingParts } from "../../run/fingerprint.ts";
import { loadEval } from "../../run/load.ts";
import { writeOutput } from "../../store/outputs.ts";
import { positiveNumber, repeatable, replicates, seed } from "../arguments.ts";
import type { ConfigureCommand } from "../command.ts";
import { gradersToCompare, readSide, type ComparedSide } from "../compared-side.ts";
import type { Io } from "../io.ts";

type Flags = {
  readonly output?: readonly string[];
  readonly eval?: string;
  readonly store?: string;
  readonly maxDrop: number;
  readonly seed: number;
  readonly replicates: number;
};

const level = 0.95;

export const configureCompare: ConfigureCommand = (command, io, setExit) => {
  const side =
    "a run's id, `latest`, an eval's name, a result (.json) or a baseline (.jsonl); :GRADER picks one";
  command
    .argument("<a>", side)
    .argument("<b>", "what to compare it with, likewise: a run with another, or RUN:judge with RUN:floor")
    .option("-o, --output <file>", "write the comparison: .json, .md or .txt (repeatable)", repeatable)
    .option("--eval <file>", "the eval whose labels to use, where neither run is in the store")
    .option("--store <path>", "the store's file")
    .option("--max-drop <qwk>", "a drop that matters", positiveNumber, 0.05)
    .option("--seed <n>", "of the bootstrap", seed, 1)
    .option("--replicates <n>", "bootstrap replicates", replicates, 2000)
    .action(async (a: string, b: string, flags: Flags) => {
      setExit(await run(a, b, flags, io));
    });
};

/** A regression of the primary endpoint is 1. */
async function run(left: string, right: string, flags: Flags, io: Io): Promise<number> {
  const outputs = (flags.output ?? []).map((file) => ({ file, render: comparisonReportFor(file) }));
  const a = await readSide(left, { store: flags.store, io });
  const b = await readSide(right, { store: flags.store, io });
  refuseIncomparable(a, b);
  const comparison = comparisonOf(a, b, await labelsFor(a, b, flags, io), flags);
  for (const { file, render } of outputs) await writeOutput(resolve(io.cwd, file), render(comparison));
  io.stdout(renderComparison(comparison));
  return comparison.qwk.some(({ dimension, verdict }) => dimension === null && verdict === "regressed")
    ? 1
    : 0;
}

function refuseIncomparable(a: ComparedSide, b: ComparedSide): void {
  const different = differingParts(a.fingerprint, b.fingerprint);
  if (different.length === 0) return;
  const message = `non-comparable: ${a.name} and ${b.name} differ in ${different.join(", ")}; run both on the same dataset, labels and rubric`;
  throw new HarnessError("incomparable", message);
}

type Labels = NonNullable<ReportInput["labels"]>;

/** The labels that both runs were judged by: kept with one of them in the store, or read from the eval. */
async function labelsFor(a: ComparedSide, b: ComparedSide, flags: Flags, io: Io): Promise<Labels | null> {
  if (flags.eval === undefined) return a.labels ?? b.labels;
  const loaded = await loadEval(resolve(io.cwd, flags.eval));
  const { dataset, labels } = a.fingerprint.parts;
  if (loaded.dataset.hash !== dataset || loaded.dataset.labelHash !== labels) {
    throw new HarnessError(
      "incomparable",
      `non-comparable: ${flags.eval} has another dataset or other labels than ${a.name} and ${b.name}`,
    );
  }
  const samples = samplesOf(loaded);
  const { cluster } = loaded.file.spec;
  return {
    labels: labelsOf(loaded, samples),
    raters: ratersOf(loaded),
    clusters: Object.fromEntries(samples.map((sample) => [sample.id, clusterOf(sample, cluster)])),
  };
}

function comparisonOf(a: ComparedSide, b: ComparedSide, labels: Labels | null, flags: Flags): Comparison {
  const { parts } = a.fingerprint;
  const scale = scaleFromWords(parts["scale"] ?? "");
  if (scale === null) throw new HarnessError("incomparable", `${a.name}: its fingerprint names no scale`);
  const clusters = labels?.clusters ?? {};
  const ids = [...new Set([...a.scores, ...b.scores].map(({ sample }) => sample))];
  const samples = ids.map((id) => ({ id, cluster: clusters[id] ?? id }));
  const isClustered = samples.every(({ id }) => Object.hasOwn(clusters, id));
  const dimensions = [...new Set([...a.scores, ...b.scores].map(({ dimension }) => dimension))];
  const panel = createPanel(samples, dimensions);
  const reference = parts["reference"]?.split("/").slice(1).join("/") ?? "each";
  const pairs = gradersToCompare(a, b);
  const changes = instructionChanges(a.fingerprint, b.fingerprint, pairs);
  const figures = compareGraders({
    panel,
    scale,
    a: a.scores,
    b: b.scores,
    pairs,
    labels: labels?.labels ?? [],
    raters: labels?.raters ?? [],
    reference,
    maxDrop: flags.maxDrop,
    level,
    replicates: flags.replicates,
    seed: flags.seed,
  });
  return {
    schema: "touchstone.comparison/1",
    a: { name: a.name, fingerprint: a.fingerprint.hash },
    b: { name: b.name, fingerprint: b.fingerprint.hash },
    reference,
    clusterBy: isClustered ? (parts["cluster"] ?? "sample") : "sample",
    level,
    replicates: flags.replicates,
    seed: flags.seed,
    ...figures,
    ...(changes.length > 0 && { instructions: changes }),
    banners: bannersOf(labels, isClustered, panel.clusters),
  };
}

function bannersOf(labels: Labels | null, isClustered: boolean, clusters: number): string[] {
  return [
    ...(labels === null || labels.labels.length === 0
      ? ["No labels at hand: only how the scores moved is shown; add --eval FILE for agreement."]
      : []),
    ...(labels?.raters.some(({ kind }) => kind === "model") === true
      ? ["The raters are models: figures are repeatability, not agreement with people."]
      : []),
    ...(isClustered
      ? []
      : ["The cluster of each sample is not known: intervals take samples as independent; add --eval FILE."]),
    ...(clusters < fewestClustersForGate
      ? [`${counted(clusters, "cluster")}: no intervals and no verdicts under ${fewestClustersForGate}.`]
      : []),
  ];
}
