import { basename } from "node:path";
import { roleSchema, type Role } from "../domain/transcript.ts";
import { readCsv } from "./csv.ts";
import { requireValid, type Problem } from "./problem.ts";

/** Gives the roles that a person wrote down for the speakers of a file. */
export type SpeakerRoles = (file: string) => ReadonlyMap<string, Role>;

const columns = { required: ["speaker", "role"], optional: ["file"], others: "keep" } as const;

/**
 * Reads `file,speaker,role`. A file is known by its path or its name; without one a row holds for every file. A row without a role says
 * nothing, so that the table which `inspect` writes can be filled in bit by bit.
 */
export async function readSpeakerRoles(path: string): Promise<SpeakerRoles> {
  const problems: Problem[] = [];
  const roles = new Map<string, Map<string, Role>>();
  for await (const { line, cells } of readCsv(path, columns, problems)) {
    const { file = "", speaker = "", role = "" } = cells;
    if (role === "") continue;
    const known = roleSchema.safeParse(role);
    const report = (message: string): number => problems.push({ file: path, line, column: null, message });
    if (!known.success) {
      report(`role is "${role}", expected ${roleSchema.options.join(", ")}`);
      continue;
    }
    const own = roles.get(file) ?? new Map<string, Role>();
    const earlier = own.get(speaker);
    if (earlier !== undefined && earlier !== known.data) report(`"${speaker}" is ${earlier} already`);
    roles.set(file, own.set(speaker, known.data));
  }
  const known = requireValid(roles, problems);
  return (file) => new Map(["", basename(file), file].flatMap((name) => [...(known.get(name) ?? [])]));
}
