import { dateSchema } from "../domain/identifiers.ts";

/** What a manifest says of one candidate's recording, with the line it stands on. */
export type ConsentRow = {
  readonly line: number;
  readonly candidate: string;
  /** The cell of column `consent`; null: there is none. */
  readonly consent: string | null;
  /** The cell of column `route`; null: there is none. */
  readonly route: string | null;
};

/** Rows whose text may go to a provider, rows for people alone, and what forbids going on. */
export type ConsentRuling<Row extends ConsentRow> = {
  readonly provider: readonly Row[];
  readonly humanOnly: readonly Row[];
  readonly problems: readonly { readonly line: number; readonly message: string }[];
};

const given = new Set(["yes", "true", "y", "1", "given"]);
const refused = new Set(["no", "false", "n", "0", "refused", "withdrawn"]);
const routes = ["provider", "human-only"] as const;

/**
 * Sorts a manifest's rows by consent. `consent` must be answered for every candidate: yes, or the date on which it was given; no sends
 * the row to people alone, as `route: human-only` does whatever the consent. Two rows of one candidate may not contradict each other.
 */
export function ruleOnConsent<Row extends ConsentRow>(rows: readonly Row[]): ConsentRuling<Row> {
  const problems: { line: number; message: string }[] = [];
  const provider: Row[] = [];
  const humanOnly: Row[] = [];
  const firstOf = new Map<string, { readonly line: number; readonly isGiven: boolean }>();
  for (const row of rows) {
    const { line, candidate } = row;
    const isGiven = readConsent(row.consent);
    const route = row.route?.trim().toLowerCase() || "provider";
    if (isGiven === null) problems.push({ line, message: consentProblem(row) });
    if (!routes.some((known) => known === route)) {
      problems.push({ line, message: `route is "${row.route}", expected ${routes.join(" or ")}` });
    }
    if (isGiven === null) continue;
    const earlier = firstOf.get(candidate);
    if (earlier !== undefined && earlier.isGiven !== isGiven) {
      problems.push({ line, message: `consent contradicts line ${earlier.line} of the same candidate` });
    }
    firstOf.set(candidate, earlier ?? { line, isGiven });
    (isGiven && route === "provider" ? provider : humanOnly).push(row);
  }
  return { provider, humanOnly, problems };
}

/** Whether consent was given; null: it was not answered. */
function readConsent(text: string | null): boolean | null {
  const word = text?.trim().toLowerCase() ?? "";
  if (given.has(word) || dateSchema.safeParse(word).success) return true;
  return refused.has(word) ? false : null;
}

function consentProblem({ consent }: ConsentRow): string {
  const expected = "expected yes, no, or the date on which it was given";
  return consent === null || consent.trim() === ""
    ? `consent is empty, ${expected}`
    : `consent is ${JSON.stringify(consent)}, ${expected}`;
}
