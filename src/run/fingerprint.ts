import { canonicalSha256 } from "../domain/canonical.ts";
import type { Rubric } from "../domain/rubric.ts";
import type { Fingerprint } from "../domain/run.ts";
import { HarnessError } from "../errors.ts";

/** The parts of a fingerprint that must be equal for two runs to be compared. */
const comparableParts = [
  "dataset",
  "labels",
  "rubric",
  "scale",
  "split",
  "only",
  "reference",
  "cluster",
] as const;

/** Before the name of a grader: what its model is told before all else, as text, so that a change of it can be shown. */
export const instructionsPart = "instructions:";

/** Everything that shapes a result, hashed part by part. */
export function fingerprintOf(parts: Readonly<Record<string, unknown>>): Fingerprint {
  const hashed = Object.fromEntries(
    Object.entries(parts)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [name, typeof value === "string" ? value : canonicalSha256(value)]),
  );
  return { hash: canonicalSha256(hashed), parts: hashed };
}

/** A run as far as another can be compared with it. */
type Comparable = { readonly fingerprint: Fingerprint; readonly rubric: Pick<Rubric, "version"> };

/** The parts in which two runs differ although a comparison needs them equal. */
export function differingParts(a: Fingerprint, b: Fingerprint): string[] {
  return comparableParts.filter((part) => a.parts[part] !== b.parts[part]);
}

/** Refuses to compare what is not comparable, saying what differs. */
export function requireComparable(baseline: Comparable, current: Comparable, where: string): void {
  const different = differingParts(baseline.fingerprint, current.fingerprint);
  if (different.length === 0) return;
  const { version } = current.rubric;
  const unraised =
    different.includes("rubric") && baseline.rubric.version === version
      ? `; the rubric changed and its version ${version} was not raised: raise it`
      : "";
  throw new HarnessError(
    "incomparable",
    `${where}: non-comparable, this run differs from it in ${different.join(", ")}${unraised}; accept a new baseline: remove this one, run again, then "touchstone baseline accept"`,
  );
}
