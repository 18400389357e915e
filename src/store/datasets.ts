import { join } from "node:path";
import { canonicalJson, canonicalSha256, sha256OfParts } from "../domain/canonical.ts";
import { dataCardSchema, type DataCard, type Dataset } from "../domain/dataset.ts";
import type { Label, Rater } from "../domain/label.ts";
import { readCaseStudies } from "./case-studies.ts";
import { kindOf, missingFolder, readText } from "./files.ts";
import { readLongLabels, readWideLabels } from "./labels.ts";
import { readNames } from "./names.ts";
import { compareTexts } from "./order.ts";
import { readOrders } from "./orders.ts";
import { invalidFile, requireValid, type Problem } from "./problem.ts";
import { readRaters } from "./raters.ts";
import { readSamples } from "./samples.ts";
import { parseYaml } from "./yaml.ts";

/**
 * Reads a dataset's folder: data card, samples with transcripts, case studies, labels and raters; a bad one is refused with every
 * problem. Labels and raters come sorted, so that the order of their rows shapes nothing. With the rubric of an eval the labels are those
 * on that rubric, where the dataset has such.
 */
export async function readDataset(folder: string, rubric: string | null = null): Promise<Dataset> {
  if ((await kindOf(folder)) !== "folder") throw invalidFile([await missingFolder(folder)]);
  const problems: Problem[] = [];
  const read = await readDataCard(join(folder, "README.md"), problems);
  const { card, labelsFile } = labelledOn(read, rubric);
  const before = problems.length;
  const caseStudies = await readCaseStudies(join(folder, card?.case_studies ?? "case-studies"), problems);
  const caseStudyIds = problems.length === before ? [...caseStudies.keys()] : null;
  const { samples, ids } = await readSamples(folder, caseStudyIds, problems);
  const { labels, raters } = await readRatings(folder, labelsFile, card, ids, problems);
  const orderFile = join(folder, "order.csv");
  const orders = (await kindOf(orderFile)) === "file" ? await readOrders(orderFile, ids, problems) : [];
  const names = card?.names === undefined ? [] : await readNames(join(folder, card.names), problems);
  return {
    card: requireValid(card, problems),
    names,
    samples,
    labels,
    raters,
    orders,
    caseStudies,
    hash: canonicalSha256({ samples, caseStudies: Object.fromEntries(caseStudies) }),
    labelHash: sha256OfParts(partsOf([...raters, ...labels, ...orders])),
  };
}

/** The data card as it stands for an eval's rubric, and where the labels on it are. */
function labelledOn(
  card: DataCard | null,
  rubric: string | null,
): { readonly card: DataCard | null; readonly labelsFile: string } {
  const also = rubric === null ? undefined : card?.also_labelled[rubric];
  if (card === null || rubric === null || also === undefined) return { card, labelsFile: "labels.csv" };
  const { rubric_version: _, columns: __, ...rest } = card;
  const { labels: labelsFile, ...version } = also;
  return { card: { ...rest, rubric, ...version }, labelsFile };
}

/** The front matter of a data card: what stands between the first two `---` lines. */
async function readDataCard(file: string, problems: Problem[]): Promise<DataCard | null> {
  const text = await readText(file, problems);
  if (text === null) return null;
  const [frontMatter] = /^---\n[^]*?\n(?=---\s*(\n|$))/.exec(text) ?? [];
  if (frontMatter !== undefined) return parseYaml(file, frontMatter, dataCardSchema, problems)?.value ?? null;
  problems.push({
    file,
    line: 1,
    column: 1,
    message: "no front matter, expected the data card between two --- lines",
  });
  return null;
}

type Ratings = { readonly labels: readonly Label[]; readonly raters: readonly Rater[] };

/** A dataset without `labels.csv` and `raters.csv` is one that nobody has rated yet; one of them alone is a mistake. */
async function readRatings(
  folder: string,
  labelsName: string,
  card: DataCard | null,
  sampleIds: ReadonlySet<string> | null,
  problems: Problem[],
): Promise<Ratings> {
  const [labelsFile, ratersFile] = [join(folder, labelsName), join(folder, "raters.csv")];
  const isRated = (await Promise.all([kindOf(labelsFile), kindOf(ratersFile)])).includes("file");
  if (!isRated) return { labels: [], raters: [] };
  const before = problems.length;
  const raters = await readRaters(ratersFile, problems);
  const raterIds = problems.length === before ? new Set(raters.map(({ rater }) => rater)) : null;
  if (card === null) return { labels: [], raters };
  const context = { scale: card.scale, sampleIds, raters: raterIds };
  const labels =
    card.columns === undefined
      ? await readLongLabels(labelsFile, context, problems)
      : await readWideLabels(labelsFile, card.columns, context, problems);
  return {
    labels: labels.sort(compareLabels),
    raters: raters.sort((a, b) => compareTexts(a.rater, b.rater)),
  };
}

function compareLabels(a: Label, b: Label): number {
  return (
    compareTexts(a.sampleId, b.sampleId) ||
    compareTexts(a.rater, b.rater) ||
    compareTexts(a.dimension, b.dimension) ||
    compareTexts(a.round ?? "", b.round ?? "")
  );
}

function* partsOf(rows: Iterable<unknown>): Generator<string> {
  for (const row of rows) yield `${canonicalJson(row)}\n`;
}
