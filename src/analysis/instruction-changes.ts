import { diff } from "node:util";
import type { Comparison } from "../domain/comparison.ts";
import type { Fingerprint } from "../domain/run.ts";
import type { GraderPair } from "./compare.ts";

/** Sentences that only one side's instructions hold, of graders that stand beside one another or have one name; equal ones are left out. */
export function instructionChanges(
  a: Fingerprint,
  b: Fingerprint,
  pairs: readonly GraderPair[],
): NonNullable<Comparison["instructions"]> {
  const named = [...instructionsIn(a).keys()].filter((name) => instructionsIn(b).has(name));
  const both = [...pairs, ...named.map((name) => ({ a: name, b: name }))];
  const distinct = [...new Map(both.map((pair) => [`${pair.a}\0${pair.b}`, pair])).values()];
  return distinct.flatMap((pair) => {
    const before = instructionsIn(a).get(pair.a);
    const after = instructionsIn(b).get(pair.b);
    if (before === undefined || after === undefined || before === after) return [];
    const changes = diff(sentencesOf(before), sentencesOf(after));
    const only = (side: -1 | 1): string[] => changes.flatMap(([op, text]) => (op === side ? [text] : []));
    return [{ graderA: pair.a, graderB: pair.b, removed: only(1), added: only(-1) }];
  });
}

const part = "instructions:";

function instructionsIn({ parts }: Fingerprint): Map<string, string> {
  return new Map(
    Object.entries(parts).flatMap(([name, text]) =>
      name.startsWith(part) ? [[name.slice(part.length), text] as const] : [],
    ),
  );
}

function sentencesOf(text: string): string[] {
  return text.split(/\n+|(?<=[.!?])\s+/).filter((sentence) => sentence.trim() !== "");
}
