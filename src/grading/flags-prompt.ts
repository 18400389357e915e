import type { Flag, Signal, Speaker } from "../domain/rubric.ts";
import type { Sought } from "./flags.ts";

/**
 * Asks about flags and signals, in a block that follows the rubric and case study (joint) or stands in place of a dimension (alone), so
 * that without it every prompt is what it was.
 */
export function askForSought({ flags, signals }: Sought, speaker: Speaker, place: "joint" | "alone"): string {
  const shape = [
    ...(flags.length === 0 ? [] : [flagsKey]),
    ...(signals.length === 0 ? [] : [signalsKey]),
  ].join("\n");
  const reply =
    place === "joint"
      ? `Beside the dimensions, which nothing here may move, your reply has after the last of them:\n${shape}`
      : `Score no dimension now. Your reply is one JSON object, without level, and has:\n${shape}`;
  return [
    ...(flags.length === 0
      ? []
      : [flagRules(speaker), `<flags>\n${flags.map(describeFlag).join("\n")}\n</flags>`]),
    ...(signals.length === 0
      ? []
      : [signalRules(speaker), `<signals>\n${signals.map(describeSignal).join("\n")}\n</signals>`]),
    reply,
  ].join("\n\n");
}

const flagsKey = `\
"flags": an object with one key per flag id, in the order of the flags, each holding
{"evidence": [{"kind": "quote" or "absence", "turn": number, "text": string}], "cleared_by": [{"turn": number, "text": string}], \
"rationale": string, "status": "raised", "cleared", "not-raised" or "not-observed"}`;

const signalsKey = `\
"signals": a list with {"turn": number, "text": string, "signal": signal id} for each quote that shows one, or an empty list`;

function flagRules(speaker: Speaker): string {
  return `\
FLAGS
A flag asks a person to look; it is no score. Decide each by its own words alone.
- raised: what the flag describes is there and stays. Give evidence of the kind that the flag names as its basis: quotes of the \
${speaker}, or an absence with the turn that gave the opportunity, under the rules of evidence above.
- cleared: it was there, and the ${speaker} put it right later, unasked or when asked, as the flag says under "Cleared". Give the \
evidence, and under cleared_by the later words that clear it, copied letter for letter.
- not-raised: the occasion was there, and the ${speaker} did not do what the flag describes. Both lists stay empty.
- not-observed: no turn gave the occasion. Both lists stay empty, and the rationale says which occasion was missing.
In doubt between raised and not-raised: not-raised. Give the rationale in one sentence.`;
}

function signalRules(speaker: Speaker): string {
  return `\
SIGNALS
A signal is a tag on words of the ${speaker} that show strength. It moves no level. Tag a quote only where it does what the signal \
says; naming a thing is not doing it, and one good quote per signal is enough.`;
}

function describeFlag({ id, when, basis, cleared_when: cleared }: Flag): string {
  return [
    `<flag id="${id}" basis="${basis}">`,
    `When: ${when}`,
    ...(cleared === undefined ? [] : [`Cleared: ${cleared}`]),
    "</flag>",
  ].join("\n");
}

function describeSignal({ id, when }: Signal): string {
  return `- ${id}: ${when}`;
}
