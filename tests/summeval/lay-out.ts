import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import * as z from "zod";

/** Where SummEval's summaries and replies lie, and where the other judges' scores of the same summaries. */
export type Sources = { readonly summeval: string; readonly alttest: string };

const dimensions = ["coherence", "consistency", "fluency", "relevance"] as const;
const experts = ["expert-1", "expert-2", "expert-3"] as const;

const documentSchema = z.object({ doc_id: z.string(), source: z.string() });
const summarySchema = z.object({
  item_id: z.string(),
  doc_id: z.string(),
  system_id: z.string(),
  output: z.string(),
  expert: z.array(z.record(z.enum(dimensions), z.number())).length(experts.length),
});
type Summary = z.infer<typeof summarySchema>;
const judgedSchema = z.object({ id: z.string(), llm: z.record(z.string(), z.number()) });

/**
 * Lays out SummEval as a dataset's folder beside the eval of this folder: summaries as answers, articles as case studies, systems as
 * candidates, the experts' ratings as labels, six more judges' scores as ratings. Replies are linked, not copied.
 */
export async function layOut(folder: string, { summeval, alttest }: Sources): Promise<void> {
  await cp(import.meta.dirname, folder, {
    recursive: true,
    filter: (path) => extname(path) !== ".ts",
  });
  const summaries = await readLines(join(summeval, "items.jsonl.gz"), summarySchema);
  const documents = await readLines(join(summeval, "docs.jsonl.gz"), documentSchema);
  await mkdir(join(folder, "dataset/case-studies"));
  for (const { doc_id: id, source } of documents) {
    await writeFile(join(folder, `dataset/case-studies/${id}.yaml`), caseStudy(id, source));
  }
  await writeFile(join(folder, "dataset/samples.jsonl"), summaries.map(sample).join(""));
  await writeFile(
    join(folder, "dataset/labels.csv"),
    table("sample,rater,dimension,value", summaries.flatMap(labels)),
  );
  await writeJudges(join(folder, "ratings"), join(alttest, "summeval.jsonl.gz"), summaries);
  await symlink(summeval, join(folder, "replies"), "dir");
}

/** A case study as JSON, which is YAML too. */
function caseStudy(id: string, article: string): string {
  return JSON.stringify({
    id,
    version: "1.0.0",
    title: `Article ${id}`,
    provenance: [{ source: "CNN/DailyMail, by way of SummEval", section: id }],
    prompt: "Summarise the article in a few sentences.",
    materials: [{ title: "Article", text: article }],
  });
}

function sample({ item_id: id, doc_id, system_id, output }: Summary): string {
  return `${JSON.stringify({ id, candidate: system_id, case_study: doc_id, answer: output })}\n`;
}

function labels({ item_id: id, expert }: Summary): string[] {
  return experts.flatMap((rater, index) =>
    dimensions.map((dimension) => [id, rater, dimension, expert[index]?.[dimension]].join()),
  );
}

/** One table a judge, as far as it judged the summaries of the dataset. */
async function writeJudges(folder: string, file: string, summaries: readonly Summary[]): Promise<void> {
  const known = new Set(summaries.map(({ item_id: id }) => id));
  const rows = new Map<string, string[]>();
  for (const { id, llm } of await readLines(file, judgedSchema)) {
    const [document, system, dimension] = id.split("__");
    const summary = `${document}__${system}`;
    if (!known.has(summary)) continue;
    for (const [judge, level] of Object.entries(llm)) {
      const own = rows.get(judge) ?? [];
      own.push([summary, judge, dimension, level].join());
      rows.set(judge, own);
    }
  }
  await mkdir(folder);
  for (const [judge, own] of rows) {
    await writeFile(join(folder, `${judge}.csv`), table("sample,rater,dimension,value", own));
  }
}

function table(head: string, rows: readonly string[]): string {
  return `${[head, ...rows].join("\n")}\n`;
}

async function readLines<T>(file: string, schema: z.ZodType<T>): Promise<T[]> {
  const text = gunzipSync(await readFile(file)).toString("utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => schema.parse(JSON.parse(line)));
}
