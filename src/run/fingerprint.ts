import { canonicalJson, sha256 } from "../domain/canonical.ts";
import type { Fingerprint } from "../domain/run.ts";
import { HarnessError } from "../errors.ts";

/** The parts of a fingerprint that must be equal for two runs to be compared, and what to call them. */
const comparableParts = {
  dataset: "dataset",
  labels: "labels",
  rubric: "rubric",
  scale: "scale",
  split: "split",
  reference: "reference",
  cluster: "cluster",
} as const;

/** Everything that shapes a result, hashed part by part. */
export function fingerprintOf(parts: Readonly<Record<string, unknown>>): Fingerprint {
  const hashed = Object.fromEntries(
    Object.entries(parts)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [name, typeof value === "string" ? value : sha256(canonicalJson(value))]),
  );
  return { hash: sha256(canonicalJson(hashed)), parts: hashed };
}

/** Refuses to compare what is not comparable, saying what differs. */
export function requireComparable(baseline: Fingerprint, current: Fingerprint, where: string): void {
  const different = Object.entries(comparableParts)
    .filter(([part]) => baseline.parts[part] !== current.parts[part])
    .map(([, word]) => word);
  if (different.length === 0) return;
  throw new HarnessError(
    "incomparable",
    `${where}: non-comparable, another ${different.join(", another ")} than this run's; accept a new baseline with "touchstone baseline accept"`,
  );
}
