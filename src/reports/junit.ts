import type { GateRow, RegressionRow } from "../domain/analysis.ts";
import type { RunDocument } from "../domain/run.ts";
import type { Report } from "./report.ts";
import { gateSentence, regressionSentence } from "./words.ts";

/**
 * JUnit for CI systems: a gate that passed is a passed test, one that failed a failure, an inconclusive one skipped with the n that
 * would decide; a sample without a score is an error. Advisory gates that fail are skipped, not failures: they do not break a build.
 */
export const junitReport: Report = {
  render({ document }) {
    const gates = document.analysis.gates.map(gateCase);
    const comparisons = document.analysis.regression.map(regressionCase);
    const samples = unscoredCases(document);
    const suites = [
      suite("gates", gates),
      suite("regression", comparisons),
      suite("unscored samples", samples),
    ];
    return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${escaped(document.eval)}">\n${suites.join("")}</testsuites>\n`;
  },
};

type TestCase = {
  readonly name: string;
  readonly outcome: "passed" | "failure" | "skipped" | "error";
  readonly message: string;
};

function gateCase(row: GateRow): TestCase {
  const name = [row.grader, row.dimension, row.gate].filter((part) => part !== null).join(" · ");
  return { name, outcome: outcomeOf(row.verdict, row.role), message: gateSentence(row) };
}

function regressionCase(row: RegressionRow): TestCase {
  const name = [row.grader, row.dimension ?? "mean over dimensions", "against the baseline"].join(" · ");
  const verdict =
    row.verdict === "regressed" ? "fail" : row.verdict === "inconclusive" ? "inconclusive" : "pass";
  return { name, outcome: outcomeOf(verdict, row.role), message: regressionSentence(row) };
}

function outcomeOf(verdict: GateRow["verdict"], role: GateRow["role"]): TestCase["outcome"] {
  if (verdict === "pass") return "passed";
  return verdict === "fail" && role === "required" ? "failure" : "skipped";
}

/** One case per sample and grader with a missing score; the reasons in the message. */
function unscoredCases({ scores }: RunDocument): TestCase[] {
  const missing = new Map<string, string[]>();
  for (const score of scores) {
    if (score.status !== "unscored" || score.repeat !== null) continue;
    const name = `${score.grader} · ${score.sample}`;
    missing.set(name, [...(missing.get(name) ?? []), `${score.dimension}: ${score.reason}`]);
  }
  return [...missing].map(([name, reasons]) => ({ name, outcome: "error", message: reasons.join("; ") }));
}

function suite(name: string, cases: readonly TestCase[]): string {
  const count = (outcome: TestCase["outcome"]): number =>
    cases.filter((each) => each.outcome === outcome).length;
  const head = `  <testsuite name="${name}" tests="${cases.length}" failures="${count("failure")}" errors="${count("error")}" skipped="${count("skipped")}">\n`;
  return `${head}${cases.map((each) => testCase(name, each)).join("")}  </testsuite>\n`;
}

function testCase(group: string, { name, outcome, message }: TestCase): string {
  const open = `    <testcase classname="${group}" name="${escaped(name)}"`;
  return outcome === "passed"
    ? `${open}/>\n`
    : `${open}><${outcome} message="${escaped(message)}"/></testcase>\n`;
}

/** XML 1.0 has no place for most control characters, escaped or not. */
function escaped(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\n", "&#10;");
}
