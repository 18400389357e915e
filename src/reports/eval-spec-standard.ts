import { counted } from "../domain/counted.ts";
import { didYouMean } from "../domain/did-you-mean.ts";
import { exampleKinds, type EvalSpecStandard } from "../domain/eval-spec.ts";
import { oneLine } from "./one-line.ts";
import { alignedTable } from "./table.ts";
import { decimal, notAvailable, percent } from "./words.ts";

/** The terminal's report: each line of the standard, the labellers' agreement, and the level suggested. */
export function evalSpecStandardText(document: EvalSpecStandard): string {
  return [heading(document), standardLines(document), agreementText(document), levelText(document)]
    .filter((part) => part !== "")
    .join("\n");
}

function heading({ name, examples, repeated, kinds }: EvalSpecStandard): string {
  const counts = Object.entries(kinds).map(([kind, count]) => `${kind === "" ? "without" : kind} ${count}`);
  const known: readonly string[] = exampleKinds;
  const strange = Object.keys(kinds).filter((kind) => kind !== "" && !known.includes(kind));
  return lines([
    `The 100-example standard: ${name}, ${counted(examples, "example")} (kind: ${counts.join(", ")})`,
    ...(repeated === 0
      ? []
      : [`! ${counted(repeated, "row repeats an input and is", "rows repeat an input and are")} left out.`]),
    ...strange.map((kind) => `! Kind "${kind}" is none of the standard's${didYouMean(kind, known)}.`),
  ]);
}

function standardLines({ lines: all }: EvalSpecStandard): string {
  const width = Math.max(...all.map(({ line }) => line.length));
  return lines(
    all.map(({ line, status, found, missing }) => {
      const what = missing === null ? "" : `; missing: ${missing}`;
      return `${status.padEnd("unknown".length)}  ${line.padEnd(width)}  ${found}${what}`;
    }),
  );
}

function agreementText({ agreement, labelledBy }: EvalSpecStandard): string {
  if (agreement.length === 0) return "";
  const who =
    labelledBy === null
      ? ""
      : { human: "by people; ", model: "by models: repeatability; ", both: "by people and models; " }[
          labelledBy
        ];
  return [
    `Agreement of the labels as given apart (${who}intervals: touchstone agree)\n`,
    alignedTable({
      head: ["dimension", "n", "equal", "alpha", "labels"],
      rows: agreement.map(({ dimension, n, exact, alpha, labelsAre, reason }) => [
        dimension,
        String(n),
        percent(exact),
        reason === null ? decimal(alpha) : `${notAvailable} (${reason})`,
        labelsAre,
      ]),
    }),
  ].join("");
}

function levelText({ level, nextLevelNeeds, leftToReader }: EvalSpecStandard): string {
  return lines([
    `Suggested level: ${level} of 5, by what can be counted of rubric s3-eval-spec-artifact; a reader decides.`,
    ...(nextLevelNeeds.length === 0 ? [] : [`Level ${level + 1} needs: ${nextLevelNeeds.join(", ")}`]),
    `Left to the reader: ${leftToReader.join("; ")}`,
  ]);
}

function lines(sentences: readonly string[]): string {
  return sentences.map((sentence) => `${oneLine(sentence)}\n`).join("");
}
