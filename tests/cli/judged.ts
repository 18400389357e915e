import { createProject, evalPath, levelOf, sampleIds, type Project } from "../support/project.ts";

export { evalPath };

/** What a judge says of a sample on a dimension: a level, NA for not observed, or nothing. */
export type Judgement = (sample: string, dimension: string) => number | "NA" | "";

/** Says what the raters say, but for every seventh sample on the first dimension. */
export const goodJudge: Judgement = (sample, dimension) =>
  Number(sample.slice(1)) % 7 === 0 && dimension === "cost" ? 1 : levelOf(sample, dimension);

/** Says the opposite of what the raters say. */
export const contraryJudge: Judgement = (sample, dimension) => 4 - levelOf(sample, dimension);

export const silentJudge: Judgement = () => "";

const dimensions = ["cost", "risk"] as const;

/** A project of 40 answers whose graders are judges with a table of scores: nothing to buy, every figure known. */
export async function judgedProject({
  judges = { judge: goodJudge },
  samples = 40,
  more = "gates: []",
}: {
  readonly judges?: Readonly<Record<string, Judgement>>;
  readonly samples?: number;
  readonly more?: string;
} = {}): Promise<Project> {
  const names = Object.keys(judges);
  const graders = names.map((name) => `  ${name}: {imported: {file: judges.csv, rater: ${name}}}`).join("\n");
  const project = await createProject({ samples, dimensions, graders, more });
  const rows = Object.entries(judges).flatMap(([name, judgement]) =>
    sampleIds(samples).flatMap((sample) =>
      dimensions.map((dimension) => `${sample},${name},${dimension},${judgement(sample, dimension)}`),
    ),
  );
  // A judge who says nothing at all is in the table nevertheless: once, of a sample that the dataset does not have.
  const present = names.map((name) => `none,${name},cost,1`);
  await project.write(
    "evals/judges.csv",
    ["sample,rater,dimension,value", ...rows, ...present, ""].join("\n"),
  );
  return project;
}
