import type { Kysely } from "kysely";
import { isRunDocument, type RunDocument } from "../../domain/run.ts";
import type { RunTable, Tables } from "../tables.ts";
import { sampleIdsOf, type Holding, type Subject } from "./holding.ts";

/** Scores, findings, evidence and labels in the documents of runs. */
export const holding: Holding = {
  description: "scores with evidence, and labels, in runs",
  read: async (database, subject) => {
    const found: unknown[] = [];
    for await (const { row, document, meta } of runsWith(database, subject)) {
      const isOwn = isAbout(subject, document.dataset.id);
      found.push({
        run: row.id,
        finished_at: row.finished_at,
        scores: document.scores.filter(isOwn),
        flags: (document.flags ?? []).filter(isOwn),
        signals: (document.signals ?? []).filter(isOwn),
        labels: labelsOf(meta).filter((label) => isOwn({ sample: String(label["sampleId"]) })),
      });
    }
    return found;
  },
  erase: async (database, subject) => {
    let erased = 0;
    for await (const { row, document, meta } of runsWith(database, subject)) {
      await database
        .updateTable("runs")
        .set({
          document: JSON.stringify(withoutSubject(document, subject)),
          meta: JSON.stringify(metaWithoutSubject(meta, document, subject)),
        })
        .where("id", "=", row.id)
        .execute();
      erased += 1;
    }
    return erased;
  },
};

type Meta = Readonly<Record<string, unknown>>;
type OpenRun = { readonly row: RunTable; readonly document: RunDocument; readonly meta: Meta };

/** Runs over a dataset that has answers of this person, one after the other; those of another version of this program too. */
async function* runsWith(database: Kysely<Tables>, subject: Subject): AsyncGenerator<OpenRun> {
  const datasets = new Set(subject.samples.map(({ dataset }) => dataset));
  const ids = await database.selectFrom("runs").select("id").orderBy("id").execute();
  for (const { id } of ids) {
    const row = await database.selectFrom("runs").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
    const document: unknown = JSON.parse(row.document);
    const meta: Meta = JSON.parse(row.meta);
    if (!isRunDocument(document) || !datasets.has(document.dataset.id)) continue;
    const isOwn = isAbout(subject, document.dataset.id);
    const isNamed =
      document.scores.some(isOwn) ||
      labelsOf(meta).some((label) => isOwn({ sample: String(label["sampleId"]) }));
    if (isNamed) yield { row, document, meta };
  }
}

function isAbout({ samples }: Subject, dataset: string): (row: { readonly sample: string }) => boolean {
  const ids = new Set(samples.filter((own) => own.dataset === dataset).map(({ sample }) => sample));
  return ({ sample }) => ids.has(sample);
}

function labelsOf(meta: Meta): Meta[] {
  const { labels } = meta;
  return Array.isArray(labels) ? labels.filter((label) => typeof label === "object" && label !== null) : [];
}

/** The document with the person's scores unscored, no finding on them, and a banner that says what its figures still come from. */
function withoutSubject(document: RunDocument, subject: Subject): RunDocument {
  const isOwn = isAbout(subject, document.dataset.id);
  const nameOf = tombstones(subject);
  const others = <Row extends { readonly sample: string }>(rows: readonly Row[]): Row[] =>
    rows.filter((row) => !isOwn(row));
  const { flags, signals } = document;
  return {
    ...document,
    analysis: { ...document.analysis, banners: [...document.analysis.banners, erasedBanner] },
    scores: document.scores.map((score) => {
      if (!isOwn(score)) return score;
      const { sample, grader, dimension, repeat } = score;
      const place = { sample: nameOf(sample), grader, dimension, repeat };
      return { ...place, status: "unscored", reason: "erased", detail: "", evidence: [] };
    }),
    ...(flags !== undefined && { flags: others(flags) }),
    ...(signals !== undefined && { signals: others(signals) }),
  };
}

const erasedBanner =
  "Answers of a candidate were erased after this run: their scores are gone, and the figures are those of before.";

/** Labels keep their values, since figures stand on them; their quotes go, and so does whose they are. */
function metaWithoutSubject(meta: Meta, document: RunDocument, subject: Subject): Meta {
  const isOwn = isAbout(subject, document.dataset.id);
  const nameOf = tombstones(subject);
  const bySample = (value: unknown): Meta =>
    Object.fromEntries(Object.entries(value ?? {}).map(([sample, own]) => [nameOf(sample), nameOf(own)]));
  const labels = labelsOf(meta).map((label) => {
    const sample = String(label["sampleId"]);
    return isOwn({ sample }) ? { ...label, sampleId: nameOf(sample), quote: null } : label;
  });
  return {
    ...meta,
    ...("labels" in meta && { labels }),
    ...("clusters" in meta && { clusters: bySample(meta["clusters"]) }),
    ...("vault" in meta && { vault: bySample(meta["vault"]) }),
  };
}

/** What stands for an id of the person's samples, or for the person; anything else stays. */
function tombstones(subject: Subject): <Text>(text: Text) => Text | string {
  const names = new Map<unknown, string>(
    sampleIdsOf(subject).map((id, index) => [id, `${subject.tombstone}:${index + 1}`]),
  );
  names.set(subject.candidate, subject.tombstone);
  return (text) => names.get(text) ?? text;
}
