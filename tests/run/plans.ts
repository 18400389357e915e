import { defaultRunOptions } from "../../src/run/options.ts";
import { planRun, type Plan } from "../../src/run/plan.ts";
import type { Replies } from "../../src/store/replies.ts";
import { collectingIo } from "../support/io.ts";
import { evalPath, testKeys, type createProject } from "../support/project.ts";

export type Project = Awaited<ReturnType<typeof createProject>>;

export const emptyStore: Replies = { get: async () => null, put: async () => {} };

/** A project's plan over these answers to its case study, in this order; of the first one dimension is labelled. */
export async function planOver(project: Project, answers: readonly string[]): Promise<Plan> {
  const samples = answers.map((answer, index) => ({
    id: `s${String(index + 1).padStart(3, "0")}`,
    candidate: `c${index + 1}`,
    case_study: "c",
    answer,
  }));
  await project.write(
    "datasets/d/samples.jsonl",
    samples.map((sample) => `${JSON.stringify(sample)}\n`).join(""),
  );
  await project.write("datasets/d/labels.csv", "sample,rater,dimension,value\ns001,h1,cost,1\n");
  return planRun(project.file(evalPath), defaultRunOptions, collectingIo({ env: testKeys }));
}
