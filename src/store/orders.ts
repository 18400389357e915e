import { didYouMean } from "../domain/did-you-mean.ts";
import { knownOrderSchema, type KnownOrder } from "../domain/order.ts";
import { readCsv } from "./csv.ts";
import type { Problem } from "./problem.ts";
import { schemaProblems } from "./schema-problems.ts";

/** Reads `order.csv`: `pair,weaker,stronger,dimension`. */
export async function readOrders(
  file: string,
  sampleIds: ReadonlySet<string> | null,
  problems: Problem[],
): Promise<KnownOrder[]> {
  const orders: KnownOrder[] = [];
  const columns = {
    required: ["pair", "weaker", "stronger", "dimension"],
    optional: [],
    others: "refuse",
  } as const;
  for await (const { line, cells } of readCsv(file, columns, problems)) {
    const report = (message: string): number => problems.push({ file, line, column: null, message });
    const checked = knownOrderSchema.safeParse(cells);
    if (!checked.success) {
      for (const { path, message } of schemaProblems(knownOrderSchema, cells, checked.error))
        report(`${path.join(".")}: ${message}`);
      continue;
    }
    const { weaker, stronger } = checked.data;
    if (weaker === stronger) report(`"${weaker}" cannot be stronger than itself`);
    for (const id of sampleIds === null ? [] : [weaker, stronger].filter((each) => !sampleIds.has(each)))
      report(`there is no sample "${id}"${didYouMean(id, [...(sampleIds ?? [])])}`);
    orders.push(checked.data);
  }
  return orders;
}
