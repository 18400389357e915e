import type { RunDocument } from "../domain/run.ts";
import { gateSentence, regressionSentence } from "./words.ts";

/** One workflow command per failed required gate or regression, at the line of the eval's file that asked for it. */
export function githubAnnotations(document: RunDocument, evalFile: string): string {
  const gates = document.analysis.gates
    .filter((gate) => gate.role === "required" && gate.verdict === "fail")
    .map((gate) => annotation(evalFile, gate.line, gateSentence(gate)));
  const regressions = document.analysis.regression
    .filter((row) => row.role === "required" && row.verdict === "regressed")
    .map((row) => annotation(evalFile, null, regressionSentence(row)));
  return [...gates, ...regressions].join("");
}

function annotation(file: string, line: number | null, message: string): string {
  return `::error file=${property(file)}${line === null ? "" : `,line=${line}`}::${data(message)}\n`;
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
