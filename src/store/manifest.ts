import { realpath } from "node:fs/promises";
import { dirname, resolve, sep } from "node:path";
import { dateSchema } from "../domain/identifiers.ts";
import type { Role } from "../domain/transcript.ts";
import { readCsv } from "./csv.ts";
import { kindOf } from "./files.ts";
import { requireValid, type Problem } from "./problem.ts";

/** A line of a manifest: one recording, whose it is and what it answers. A cell that is empty or not there is null. */
export type ManifestRow = {
  readonly line: number;
  /** Where the recording is, which is below the manifest's folder. */
  readonly path: string;
  readonly file: string;
  readonly candidate: string;
  readonly caseStudy: string | null;
  readonly profile: string | null;
  readonly cohort: string | null;
  readonly interviewer: string | null;
  readonly heldOn: string | null;
  readonly consent: string | null;
  readonly route: string | null;
  readonly loop: string | null;
  readonly stage: string | null;
  /** Who is who in the file, by the labels of its speakers. */
  readonly speakers: ReadonlyMap<string, Role>;
  /** Columns of the author's own; names in them are replaced like those of speakers. */
  readonly metadata: Readonly<Record<string, string>>;
};

/** Recordings to score. */
export type Manifest = {
  readonly path: string;
  readonly folder: string;
  readonly hasConsent: boolean;
  readonly rows: readonly ManifestRow[];
};

const speakerColumns = {
  candidate_speaker: "candidate",
  interviewer_speakers: "interviewer",
  other_speakers: "other",
} as const satisfies Record<string, Role>;

const columns = {
  required: ["file", "candidate"],
  optional: [
    "case_study",
    "profile",
    "cohort",
    "interviewer",
    "held_on",
    "consent",
    "route",
    "loop",
    "stage",
    ...Object.keys(speakerColumns),
  ],
  others: "keep",
} as const;

/** Reads a manifest; every bad line is reported. A file outside the manifest's folder is refused, whatever leads there. */
export async function readManifest(path: string): Promise<Manifest> {
  const problems: Problem[] = [];
  const folder = dirname(path);
  const rows: ManifestRow[] = [];
  let hasConsent = false;
  for await (const { line, cells } of readCsv(path, columns, problems)) {
    hasConsent ||= "consent" in cells;
    const report = (message: string): number => problems.push({ file: path, line, column: null, message });
    const { file = "", candidate = "", held_on: heldOn = "" } = cells;
    if (file === "") report("file is empty, expected a recording below the manifest's folder");
    if (candidate === "") report("candidate is empty, expected who speaks");
    if (heldOn !== "" && !dateSchema.safeParse(heldOn).success)
      report(`held_on is "${heldOn}", expected a date like 2026-05-01`);
    const recording = resolve(folder, file);
    if (file !== "" && !(await isBelow(folder, recording)))
      report(`file "${file}" leads out of the manifest's folder`);
    rows.push({ line, path: recording, ...rowOf(cells) });
  }
  if (rows.length === 0 && problems.length === 0)
    problems.push({ file: path, line: 1, column: 1, message: "there are no recordings in this manifest" });
  return requireValid({ path, folder, hasConsent, rows }, problems);
}

function rowOf(cells: Readonly<Record<string, string>>): Omit<ManifestRow, "line" | "path"> {
  const cell = (name: string): string | null => cells[name] || null;
  const known: readonly string[] = [...columns.required, ...columns.optional];
  const metadata = Object.entries(cells).filter(([name, value]) => !known.includes(name) && value !== "");
  return {
    file: cells["file"] ?? "",
    candidate: cells["candidate"] ?? "",
    caseStudy: cell("case_study"),
    profile: cell("profile"),
    cohort: cell("cohort"),
    interviewer: cell("interviewer"),
    heldOn: cell("held_on"),
    consent: cell("consent"),
    route: cell("route"),
    loop: cell("loop"),
    stage: cell("stage"),
    speakers: new Map(
      Object.entries(speakerColumns).flatMap(([column, role]) =>
        (cells[column] ?? "")
          .split(";")
          .map((label) => label.trim())
          .filter((label) => label !== "")
          .map((label) => [label, role] as const),
      ),
    ),
    metadata: Object.fromEntries(metadata),
  };
}

/** Links are followed first, so that none leads out of the folder. */
async function isBelow(folder: string, file: string): Promise<boolean> {
  if (!file.startsWith(resolve(folder) + sep)) return false;
  if ((await kindOf(file)) === "absent") return true;
  return (await realpath(file)).startsWith((await realpath(folder)) + sep);
}
