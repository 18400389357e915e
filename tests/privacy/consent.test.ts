import { describe, expect, it } from "vitest";
import { ruleOnConsent, type ConsentRow } from "../../src/privacy/consent.ts";

function row(
  line: number,
  consent: string | null,
  route: string | null = null,
  candidate = `c${line}`,
): ConsentRow {
  return { line, candidate, consent, route };
}

describe("consent", () => {
  it.each(["yes", " Yes ", "true", "1", "2026-05-01", "given"])(
    "given as %j sends a row to a provider",
    (consent) => {
      const ruling = ruleOnConsent([row(2, consent)]);
      expect(ruling).toMatchObject({ provider: [{ line: 2 }], humanOnly: [], problems: [] });
    },
  );

  it.each(["no", "refused", "withdrawn", "0"])("refused as %j leaves a row to people", (consent) => {
    expect(ruleOnConsent([row(2, consent)])).toMatchObject({
      provider: [],
      humanOnly: [{ line: 2 }],
      problems: [],
    });
  });

  it("that was given does not send a row whose route is human-only", () => {
    expect(ruleOnConsent([row(2, "yes", "human-only")])).toMatchObject({
      provider: [],
      humanOnly: [{ line: 2 }],
    });
  });

  it("must be answered, and every row without an answer is named", () => {
    expect(
      ruleOnConsent([row(2, "yes"), row(3, null), row(4, ""), row(5, "maybe"), row(6, "2026-02-30")])
        .problems,
    ).toEqual([
      { line: 3, message: "consent is empty, expected yes, no, or the date on which it was given" },
      { line: 4, message: "consent is empty, expected yes, no, or the date on which it was given" },
      { line: 5, message: 'consent is "maybe", expected yes, no, or the date on which it was given' },
      { line: 6, message: 'consent is "2026-02-30", expected yes, no, or the date on which it was given' },
    ]);
  });

  it("is not taken from an unknown route, nor from rows that contradict each other", () => {
    const rows = [row(2, "yes", "human"), row(3, "yes", null, "ann"), row(4, "no", null, "ann")];
    expect(ruleOnConsent(rows).problems).toEqual([
      { line: 2, message: 'route is "human", expected provider or human-only' },
      { line: 4, message: "consent contradicts line 3 of the same candidate" },
    ]);
  });
});
