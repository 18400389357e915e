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
      if (document === null) {
        found.push({ run: row.id, finished_at: row.finished_at, unreadable: "written by another version" });
        continue;
      }
      const isOwn = isAbout(subject, document.dataset.id);
      const labels = labelsOf(meta).filter((label) => isOwn({ sample: label["sampleId"] }));
      found.push({ run: row.id, finished_at: row.finished_at, ...rowsAbout(document, isOwn), labels });
    }
    return found;
  },
  erase: async (database, subject) => {
    let erased = 0;
    for await (const { row, document, meta } of runsWith(database, subject)) {
      erased += 1;
      if (document === null) {
        await database.deleteFrom("runs").where("id", "=", row.id).execute();
        continue;
      }
      await database
        .updateTable("runs")
        .set({
          document: JSON.stringify(withoutSubject(document, subject)),
          meta: JSON.stringify(metaWithoutSubject(meta, document, subject)),
        })
        .where("id", "=", row.id)
        .execute();
    }
    return erased;
  },
};

type Meta = Readonly<Record<string, unknown>>;
/** `document` is null where another version of this program wrote it: it cannot be mended, so it goes as a whole. */
type OpenRun = { readonly row: RunTable; readonly document: RunDocument | null; readonly meta: Meta };

/** Runs that have something of this person, one after the other. */
async function* runsWith(database: Kysely<Tables>, subject: Subject): AsyncGenerator<OpenRun> {
  const datasets = new Set(subject.samples.map(({ dataset }) => dataset));
  const ids = await database.selectFrom("runs").select("id").orderBy("id").execute();
  for (const { id } of ids) {
    const row = await database.selectFrom("runs").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
    const document: unknown = JSON.parse(row.document);
    const meta: Meta = JSON.parse(row.meta);
    if (!isRunDocument(document)) {
      const mentions = (sample: string): boolean => row.document.includes(JSON.stringify(sample));
      if (sampleIdsOf(subject).some(mentions)) yield { row, document: null, meta };
      continue;
    }
    if (!datasets.has(document.dataset.id)) continue;
    const isOwn = isAbout(subject, document.dataset.id);
    const isNamed =
      Object.keys(rowsAbout(document, isOwn)).length > 0 ||
      labelsOf(meta).some((label) => isOwn({ sample: label["sampleId"] })) ||
      Object.keys(meta["vault"] ?? {}).some((sample) => isOwn({ sample }));
    if (isNamed) yield { row, document, meta };
  }
}

type IsOwn = (row: unknown) => boolean;

/** Whether something is a row about a sample of the person. */
function isAbout({ samples }: Subject, dataset: string): IsOwn {
  const ids = new Set<unknown>(samples.filter((own) => own.dataset === dataset).map(({ sample }) => sample));
  return (row) => typeof row === "object" && row !== null && "sample" in row && ids.has(row.sample);
}

/** Rows about the person in whatever tables a document has, by table. */
function rowsAbout(document: RunDocument, isOwn: IsOwn): Readonly<Record<string, readonly unknown[]>> {
  const tables = Object.entries(document).map(
    ([name, rows]) => [name, Array.isArray(rows) ? rows.filter(isOwn) : []] as const,
  );
  return Object.fromEntries(tables.filter(([, rows]) => rows.length > 0));
}

function labelsOf(meta: Meta): Meta[] {
  const { labels } = meta;
  return Array.isArray(labels) ? labels.filter((label) => typeof label === "object" && label !== null) : [];
}

/**
 * The document with the person's scores unscored, no other row about any of the samples, whatever tables it has, and a banner that says
 * what its figures still come from.
 */
function withoutSubject(document: RunDocument, subject: Subject): RunDocument {
  const isOwn = isAbout(subject, document.dataset.id);
  const nameOf = tombstones(subject);
  const { scores, ...others } = document;
  const rest: typeof others = JSON.parse(JSON.stringify(others), (_, member: unknown) =>
    Array.isArray(member) ? member.filter((row) => !isOwn(row)) : member,
  );
  return {
    ...rest,
    analysis: {
      ...rest.analysis,
      banners: [...rest.analysis.banners.map((banner) => withoutIds(banner, nameOf)), erasedBanner],
    },
    scores: scores.map((score) => {
      if (!isOwn(score)) return score;
      const { sample, grader, dimension, repeat } = score;
      const place = { sample: nameOf(sample), grader, dimension, repeat };
      return { ...place, status: "unscored", reason: "erased", detail: "", evidence: [] };
    }),
  };
}

const erasedBanner =
  "Answers of a candidate were erased after this run: their scores are gone, and the figures are those of before.";

/** A sentence that may name samples. */
function withoutIds(sentence: string, nameOf: Rename): string {
  return sentence.replaceAll(/[^\s:;]+/g, nameOf);
}

/** Labels keep their values, since figures stand on them; their quotes go, and so does whose they are. */
function metaWithoutSubject(meta: Meta, document: RunDocument, subject: Subject): Meta {
  const isOwn = isAbout(subject, document.dataset.id);
  const nameOf = tombstones(subject);
  const bySample = (value: unknown): Meta =>
    Object.fromEntries(Object.entries(value ?? {}).map(([sample, own]) => [nameOf(sample), nameOf(own)]));
  const others = (value: unknown): Meta =>
    Object.fromEntries(Object.entries(value ?? {}).filter(([sample]) => !isOwn({ sample })));
  const renamed = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value), (key, member: unknown) => (key === "sample" ? nameOf(member) : member));
  const labels = labelsOf(meta).map((label) => {
    const sample = label["sampleId"];
    return isOwn({ sample }) ? { ...label, sampleId: nameOf(sample), quote: null } : label;
  });
  return {
    ...meta,
    ...("labels" in meta && { labels }),
    ...("clusters" in meta && { clusters: bySample(meta["clusters"]) }),
    ...("vault" in meta && { vault: others(meta["vault"]) }),
    ...("bill" in meta && { bill: renamed(meta["bill"]) }),
  };
}

/** What stands for an id of the person's samples, or for the person; anything else stays. */
type Rename = <Text>(text: Text) => Text | string;

function tombstones(subject: Subject): Rename {
  const names = new Map<unknown, string>(
    sampleIdsOf(subject).map((id, index) => [id, `${subject.tombstone}:${index + 1}`]),
  );
  names.set(subject.candidate, subject.tombstone);
  return (text) => names.get(text) ?? text;
}
