import { resolve } from "node:path";
import type { Fingerprint } from "../domain/run.ts";
import type { ScoreRow } from "../domain/score.ts";
import { HarnessError } from "../errors.ts";
import type { ReportInput } from "../reports/report.ts";
import { readBaseline } from "../store/baselines.ts";
import type { Io } from "./io.ts";
import { readResult } from "./result-file.ts";
import { withExistingStore } from "./store-option.ts";
import { storedRun } from "./stored-run.ts";

/** One side of a comparison: a run wherever it is kept, and the grader that was asked for. */
export type ComparedSide = {
  readonly name: string;
  readonly grader: string | null;
  readonly fingerprint: Fingerprint;
  readonly scores: readonly ScoreRow[];
  /** Labels where the store kept them. */
  readonly labels: ReportInput["labels"];
};

/** Reads `RUN` or `RUN:GRADER`, where RUN is a run's id, an eval's name, `latest`, a result (.json) or a baseline (.jsonl). */
export async function readSide(
  argument: string,
  { store, io }: { readonly store: string | undefined; readonly io: Io },
): Promise<ComparedSide> {
  const [, name = argument, grader = null] = /^(.+):([^:/\\]+)$/.exec(argument) ?? [];
  const side = { name, grader };
  if (name.endsWith(".jsonl")) {
    const baseline = await readBaseline(resolve(io.cwd, name));
    if (baseline === null) throw new HarnessError("invalid-file", `${name}: there is no such baseline`);
    return { ...side, fingerprint: baseline.header.fingerprint, scores: baseline.scores, labels: null };
  }
  if (name.endsWith(".json")) {
    const { fingerprint, scores } = await readResult(resolve(io.cwd, name));
    return { ...side, fingerprint, scores, labels: null };
  }
  const { document, labels } = await withExistingStore(store, io, (opened) => storedRun(opened, name));
  return { ...side, fingerprint: document.fingerprint, scores: document.scores, labels };
}

/** Which grader stands beside which: those asked for, or all that both sides have. */
export function gradersToCompare(
  a: ComparedSide,
  b: ComparedSide,
): { readonly a: string; readonly b: string }[] {
  const [ofA, ofB] = [namesIn(a), namesIn(b)];
  if (a.grader === null && b.grader === null) {
    const common = ofA.filter((name) => ofB.includes(name));
    if (common.length > 0) return common.map((name) => ({ a: name, b: name }));
    throw new HarnessError(
      "usage",
      `${a.name} has graders ${ofA.join(", ")}, ${b.name} has ${ofB.join(", ")}: none is in both, say which as RUN:GRADER`,
    );
  }
  return [{ a: chosen(a, ofA, b.grader), b: chosen(b, ofB, a.grader) }];
}

function chosen({ name, grader }: ComparedSide, names: readonly string[], other: string | null): string {
  const [only] = names.length === 1 ? names : [];
  const asked = grader ?? names.find((each) => each === other) ?? only;
  if (asked !== undefined && names.includes(asked)) return asked;
  throw new HarnessError(
    "usage",
    `${name} has ${asked === undefined ? "several graders" : `no grader "${asked}"`}, expected one of ${names.map((each) => `${name}:${each}`).join(", ")}`,
  );
}

function namesIn({ scores }: ComparedSide): string[] {
  return [...new Set(scores.map(({ grader }) => grader))];
}
