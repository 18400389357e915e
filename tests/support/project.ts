import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { main } from "../../src/cli/main.ts";
import type { RunDocument } from "../../src/domain/run.ts";
import { createFetch } from "../../src/models/transport.ts";
import { openStore } from "../../src/store/database.ts";
import { collectingIo, type CollectedIo } from "./io.ts";
import type { ServedRequest } from "./model-server.ts";
import { temporaryFolder } from "./temporary.ts";

/** What a small project holds: numbered answers, two raters, a rubric of 1-3 and one eval. */
export type ProjectSetup = {
  readonly samples?: number;
  readonly dimensions?: readonly string[];
  /** YAML of the graders, two spaces deep. */
  readonly graders?: string;
  /** Further YAML of the eval. */
  readonly more?: string;
};

/** A project on disk and the command line in its folder. */
export type Project = {
  readonly path: string;
  readonly file: (name: string) => string;
  readonly read: (name: string) => Promise<string>;
  readonly write: (name: string, text: string) => Promise<void>;
  /** Changes a file; the words to be changed must be there. */
  readonly edit: (name: string, from: string, to: string) => Promise<void>;
  readonly remove: (name: string) => Promise<void>;
  readonly touchstone: (
    args: readonly string[],
    io?: Parameters<typeof collectingIo>[0],
  ) => Promise<Finished>;
  /** Another checkout: the same files, an empty store. */
  readonly checkout: () => Promise<Project>;
  readonly storedReplies: () => Promise<number>;
  readonly result: (name?: string) => Promise<RunDocument>;
};

export type Finished = { readonly code: number; readonly out: string; readonly err: string };

export const evalPath = "evals/story.yaml";

/** A project in a folder of its own, gone when the test is over. */
export async function createProject(setup: ProjectSetup = {}): Promise<Project> {
  const project = await emptyProject();
  for (const [name, text] of Object.entries(projectFiles(setup))) await project.write(name, text);
  return project;
}

async function emptyProject(): Promise<Project> {
  const folder = await temporaryFolder();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  const file = (name: string): string => join(folder.path, name);
  const project: Project = {
    path: folder.path,
    file,
    read: (name) => readFile(file(name), "utf8"),
    write: async (name, text) => {
      await mkdir(dirname(file(name)), { recursive: true });
      await writeFile(file(name), text);
    },
    edit: async (name, from, to) => {
      const text = await project.read(name);
      if (!text.includes(from)) throw new Error(`${name} does not hold ${from}`);
      await project.write(name, text.replace(from, to));
    },
    remove: (name) => rm(file(name)),
    touchstone: async (args, overrides) => {
      const io: CollectedIo = collectingIo({
        cwd: folder.path,
        fetch: createFetch({}),
        env: testKeys,
        ...overrides,
      });
      const code = await main(args, io);
      return { code, out: io.out(), err: io.err() };
    },
    checkout: async () => {
      const other = await emptyProject();
      await cp(folder.path, other.path, { recursive: true, filter: isCheckedIn });
      return other;
    },
    storedReplies: async () => {
      const store = await openStore(file(".touchstone/store.sqlite"));
      const rows = await store.database.selectFrom("replies").select("key").execute();
      await store.close();
      return rows.length;
    },
    result: async (name = "result.json") => JSON.parse(await project.read(name)),
  };
  return project;
}

/** Neither the store nor what a run wrote. */
function isCheckedIn(path: string): boolean {
  return !path.includes(".touchstone") && !basename(path).startsWith("result.");
}

export const testKeys = { OPENAI_API_KEY: "openai-key", ANTHROPIC_API_KEY: "anthropic-key" } as const;

/** The files of a project. */
export function projectFiles({
  samples = 12,
  dimensions = ["cost", "risk"],
  graders = "  floor: {lexical: {}}",
  more = "gates: []",
}: ProjectSetup): Readonly<Record<string, string>> {
  const ids = sampleIds(samples);
  const share = 100 / dimensions.length;
  return {
    "rubrics/r.yaml": [
      "id: r",
      "version: 1.0.0",
      "status: draft",
      "provenance: [{source: notes, section: one}]",
      "scale: {min: 1, max: 3}",
      "dimensions:",
      ...dimensions.flatMap((id) => [
        `  - id: ${id}`,
        `    asks: Acts on ${id}`,
        "    levels:",
        `      1: {anchor: "says nothing of ${id}", basis: [quote, absence]}`,
        `      2: {anchor: "names ${id} once"}`,
        `      3: {anchor: "acts on ${id} with a number"}`,
        `    not_observed: "${id} never raised"`,
      ]),
      "profiles:",
      `  even: {weights: {${dimensions.map((id) => `${id}: ${share}`).join(", ")}}, why: no reason to prefer one}`,
      "",
    ].join("\n"),
    "datasets/d/README.md":
      "---\nid: d\nversion: 1.0.0\nsynthetic: true\nrubric: r\nscale: {min: 1, max: 3}\nlicence: MIT\nmade: by hand\n---\n# Invented\n",
    "datasets/d/case-studies/c.yaml":
      "id: c\nversion: 1.0.0\ntitle: Case\nprovenance: []\nprompt: What would you do about contract review?\n",
    "datasets/d/samples.jsonl": ids
      .map(
        (id) =>
          `${JSON.stringify({ id, candidate: `candidate-${id}`, case_study: "c", answer: answerOf(id) })}\n`,
      )
      .join(""),
    "datasets/d/raters.csv": "rater,kind,training\nh1,human,two hours\nh2,human,two hours\n",
    "datasets/d/labels.csv": [
      "sample,rater,dimension,value",
      ...ids.flatMap((id) =>
        dimensions.flatMap((dimension) => [
          `${id},h1,${dimension},${levelOf(id, dimension)}`,
          `${id},h2,${dimension},${Number(id.slice(1)) % 5 === 0 ? 2 : levelOf(id, dimension)}`,
        ]),
      ),
      "",
    ].join("\n"),
    "evals/prices.yaml": ["openai:gpt-5.6-mini", "anthropic:claude-test", "compatible:local"]
      .map((model) => `  - {model: "${model}", input: 1, output: 10, source: test, on: 2026-01-01}\n`)
      .reduce((text, line) => text + line, "prices:\n"),
    [evalPath]: `dataset: ../datasets/d
rubric: ../rubrics/r.yaml
profile: even
replicates: 200
prices: prices.yaml
graders:
${graders}
${more}
`,
  };
}

/** `s001`, `s002`, ... */
export function sampleIds(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `s${String(index + 1).padStart(3, "0")}`);
}

/** Words that the replies quote; the id makes each answer another prompt. */
export function answerOf(id: string): string {
  return `This is the answer of ${id}. We would begin with two friendly customers and measure before we open it to all.`;
}

/** The level that graders give and the first rater agrees with: any spread will do that leaves no level empty. */
export function levelOf(id: string, dimension: string): number {
  return ((Number(id.slice(1)) * 7 + dimension.length) % 3) + 1;
}

/** Which sample and dimensions a request asks about, read from its prompt. */
export function askedOf({ prompt }: Pick<ServedRequest, "prompt">): {
  readonly sample: string;
  readonly dimensions: readonly string[];
  readonly isJoint: boolean;
} {
  const sample = /This is the answer of (s\d+)\./.exec(prompt)?.[1];
  if (sample === undefined) throw new Error("the prompt holds no answer of ours");
  const dimensions = [...prompt.matchAll(/<dimension id="([^"]+)">/g)].map(([, id = ""]) => id);
  return { sample, dimensions, isJoint: prompt.includes("Score every dimension") };
}

/** A good grader's reply: each level with a quote that is there. */
export function goodReply(request: Pick<ServedRequest, "prompt">): string {
  const { sample, dimensions, isJoint } = askedOf(request);
  const answers = dimensions.map((dimension) => [
    dimension,
    {
      evidence: [{ kind: "quote", turn: 1, text: "begin with two friendly customers" }],
      rationale: `reads well on ${dimension}`,
      level: levelOf(sample, dimension),
    },
  ]);
  return JSON.stringify(isJoint ? Object.fromEntries(answers) : answers[0]?.[1]);
}
