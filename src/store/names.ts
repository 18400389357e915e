import { knownNameSchema, type KnownName } from "../domain/pseudonym.ts";
import { readCsv } from "./csv.ts";
import type { Problem } from "./problem.ts";
import { schemaProblems } from "./schema-problems.ts";

/** Reads a table of names that must not be sent: `name,kind`, the kind (person, employer, school) a person's where it is left out. */
export async function readNames(file: string, problems: Problem[]): Promise<KnownName[]> {
  const names: KnownName[] = [];
  const columns = { required: ["name"], optional: ["kind"], others: "refuse" } as const;
  for await (const { line, cells } of readCsv(file, columns, problems)) {
    const given = { name: cells["name"], ...(cells["kind"] && { kind: cells["kind"] }) };
    const checked = knownNameSchema.safeParse(given);
    if (checked.success) {
      names.push(checked.data);
      continue;
    }
    for (const { path, message } of schemaProblems(knownNameSchema, given, checked.error)) {
      problems.push({ file, line, column: null, message: `${path.join(".")}: ${message}` });
    }
  }
  return names;
}
