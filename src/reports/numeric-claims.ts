import { counted } from "../domain/counted.ts";
import { claimTags, type NumericClaim } from "../scoring/numeric-claims.ts";
import { csvLine } from "./csv-line.ts";
import { alignedTable } from "./table.ts";

/** A claim and the answer that makes it. */
export type SampleClaim = NumericClaim & { readonly sample: string };

/** How many claims have each tag. */
export type ClaimCounts = Readonly<Record<"claims" | NumericClaim["tag"], number>>;

function countClaims(claims: readonly SampleClaim[]): ClaimCounts {
  const count = (tag: NumericClaim["tag"]): number => claims.filter((claim) => claim.tag === tag).length;
  return {
    claims: claims.length,
    right: count("right"),
    "assumption-dependent": count("assumption-dependent"),
    wrong: count("wrong"),
  };
}

/** The terminal's list, counts last. */
export function claimsText(claims: readonly SampleClaim[]): string {
  const table = alignedTable({
    head: ["sample", "turn", "quote", "fact", "expected", "tag"],
    rows: claims.map(({ sample, turn, quote, fact, expected, unit, tag }) => [
      sample,
      String(turn),
      quote,
      fact,
      `${Number(expected.toPrecision(6))} ${unit}`,
      tag,
    ]),
  });
  const counts = countClaims(claims);
  const tags = claimTags.map((tag) => `${counts[tag]} ${tag}`).join(", ");
  return `${table}\n${counted(counts.claims, "claim")}: ${tags}. Evidence for a reader: no tag moves a level, and a figure without a tag is not a right one.\n`;
}

/** One line a claim. */
export function claimsCsv(claims: readonly SampleClaim[]): string {
  const lines = claims.map(({ sample, turn, quote, value, fact, expected, unit, tag }) =>
    csvLine([sample, turn, quote, value, fact, expected, unit, tag]),
  );
  return csvLine(["sample", "turn", "quote", "value", "fact", "expected", "unit", "tag"]) + lines.join("");
}

/** Counts and claims. */
export function claimsJson(claims: readonly SampleClaim[]): string {
  return `${JSON.stringify({ counts: countClaims(claims), claims }, null, 2)}\n`;
}
