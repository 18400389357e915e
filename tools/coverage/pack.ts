/** Everything bundled, read through the readers that the commands use. */
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Archetypes } from "../../src/domain/archetype.ts";
import type { CaseStudy } from "../../src/domain/case-study.ts";
import type { Dataset } from "../../src/domain/dataset.ts";
import type { EvalSpec } from "../../src/domain/eval.ts";
import type { Loop } from "../../src/domain/loop.ts";
import type { ReadinessModel } from "../../src/domain/readiness.ts";
import type { Rubric } from "../../src/domain/rubric.ts";
import { readArchetypes } from "../../src/store/archetypes.ts";
import { readCaseStudy } from "../../src/store/case-studies.ts";
import { readDataset } from "../../src/store/datasets.ts";
import { readEval } from "../../src/store/evals.ts";
import { readLoop } from "../../src/store/loops.ts";
import { readReadinessModel } from "../../src/store/readiness.ts";
import { readRubric } from "../../src/store/rubrics.ts";
import { readTopLevelKeys } from "../../src/store/yaml.ts";

export const root = fileURLToPath(new URL("../../", import.meta.url));

/** Things of one kind by their ids, each with its file. */
type Shelf<T> = ReadonlyMap<string, { readonly file: string; readonly value: T }>;

export type Pack = {
  readonly rubrics: Shelf<Rubric>;
  readonly caseStudies: Shelf<CaseStudy>;
  readonly loops: Shelf<Loop>;
  readonly evals: Shelf<EvalSpec>;
  readonly datasets: Shelf<Dataset>;
  readonly archetypes: Archetypes;
  readonly readiness: ReadinessModel;
  /** Figures that are kept for readers and used by no command. */
  readonly context: string;
};

export const archetypesFile = "rubrics/archetypes.yaml";
export const readinessFile = "rubrics/readiness.yaml";
export const contextFile = "docs/pack.md";

/** Reads the pack; a file that its reader refuses stops it. */
export async function readPack(): Promise<Pack> {
  const rubricFiles = await filesWith("rubrics", "dimensions");
  const caseFiles = await yamlFiles("datasets/case-studies");
  const datasetFolders = await foldersWith("datasets", "samples.jsonl");
  return {
    rubrics: await shelf(rubricFiles, async (file) => keyed(await readRubric(join(root, file)))),
    caseStudies: await shelf(caseFiles, async (file) => keyed(await readCaseStudy(join(root, file)))),
    loops: await shelf(await yamlFiles("loops"), async (file) =>
      keyed((await readLoop(join(root, file))).loop),
    ),
    evals: await shelf(await yamlFiles("evals"), async (file) => {
      const { name, spec } = await readEval(join(root, file));
      return [name, spec];
    }),
    datasets: await shelf(datasetFolders, async (folder) => [
      basename(folder),
      await readDataset(join(root, folder)),
    ]),
    archetypes: await readArchetypes(join(root, archetypesFile)),
    readiness: await readReadinessModel(join(root, readinessFile)),
    context: await readFile(join(root, contextFile), "utf8"),
  };
}

function keyed<T extends { readonly id: string }>(value: T): [string, T] {
  return [value.id, value];
}

async function shelf<T>(
  files: readonly string[],
  read: (file: string) => Promise<[string, T]>,
): Promise<Shelf<T>> {
  const entries = await Promise.all(
    files.map(async (file) => {
      const [id, value] = await read(file);
      return [id, { file, value }] as const;
    }),
  );
  return new Map(entries);
}

async function yamlFiles(folder: string): Promise<string[]> {
  const names = await readdir(join(root, folder));
  return names
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .map((name) => `${folder}/${name}`);
}

async function filesWith(folder: string, key: string): Promise<string[]> {
  const files = await yamlFiles(folder);
  const keys = await Promise.all(files.map((file) => readTopLevelKeys(join(root, file))));
  return files.filter((_, index) => keys[index]?.includes(key));
}

async function foldersWith(folder: string, name: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => `${folder}/${entry.name}`);
  const contents = await Promise.all(folders.map((each) => readdir(join(root, each))));
  return folders.filter((_, index) => contents[index]?.includes(name)).sort();
}
