import type { ModelCheckDocument } from "../domain/model-check.ts";
import { oneLine } from "./one-line.ts";

/** The terminal's report of what endpoints support, and of the settings they would not obey. */
export function modelCheckText({ models }: ModelCheckDocument): string {
  const lines = models.flatMap(({ grader, model, endpoint, answersAs, findings, notObeyed, failure }) => {
    const name = answersAs === null || model.endsWith(`:${answersAs}`) ? "" : `, answers as ${answersAs}`;
    return [
      `${grader}: ${model} at ${endpoint}${name}`,
      ...findings.map(
        ({ ability, verdict, detail }) => `  ${ability.padEnd(18)} ${verdict.padEnd(8)} ${detail}`,
      ),
      ...notObeyed.map((sentence) => `  NOT OBEYED ${sentence}`),
      ...(failure === null ? [] : [`  NOT ASKED ${failure}`]),
    ];
  });
  return lines.map((line) => `${oneLine(line)}\n`).join("");
}
