import { raterSchema, type Rater } from "../domain/label.ts";
import { readCsv } from "./csv.ts";
import type { Problem } from "./problem.ts";
import { schemaProblems } from "./schema-problems.ts";

/** Reads `raters.csv`: `rater,kind,training`, the last one optional. */
export async function readRaters(file: string, problems: Problem[]): Promise<Rater[]> {
  const raters = new Map<string, { readonly line: number; readonly rater: Rater }>();
  const columns = { required: ["rater", "kind"], optional: ["training"], others: "refuse" } as const;
  for await (const { line, cells } of readCsv(file, columns, problems)) {
    const report = (message: string): number => problems.push({ file, line, column: null, message });
    const checked = raterSchema.safeParse(cells);
    if (!checked.success) {
      for (const { path, message } of schemaProblems(raterSchema, cells, checked.error)) {
        report(`${path.join(".")}: ${message}`);
      }
      continue;
    }
    const { rater } = checked.data;
    const earlier = raters.get(rater);
    if (earlier === undefined) raters.set(rater, { line, rater: checked.data });
    else report(`rater "${rater}" is on line ${earlier.line} too, expected each rater once`);
  }
  return [...raters.values()].map(({ rater }) => rater);
}
