import type { Evidence } from "../../domain/score.ts";
import type { ScoredRecording } from "../../domain/recording.ts";
import { clockTime } from "./scoring-report.ts";

/** Quotes longer than this are cut where a page has to stay one. */
const longestQuote = 320;

/** `12:05, turn 4: "..."`, of what holds. */
export function timedEvidence(
  evidence: readonly Evidence[],
  { times }: Pick<ScoredRecording, "times">,
  shown = 1,
): string[] {
  return evidence
    .filter(({ struck }) => struck === null)
    .slice(0, shown)
    .map((piece) => {
      const time = clockTime(times[String(piece.turn)]);
      const place = `${time === "" ? "" : `${time}, `}turn ${piece.turn}`;
      return piece.kind === "quote"
        ? `${place}: "${cut(piece.quote)}"`
        : `${place} asked for it, and this was not said: ${cut(piece.expected)}`;
    });
}

function cut(text: string): string {
  return text.length <= longestQuote ? text : `${text.slice(0, longestQuote)}...`;
}

/** What was asked of the candidate beyond the case study's prompt, as far as the transcript shows it. */
export function followUpWords({ conduct }: Pick<ScoredRecording, "conduct">): {
  readonly put: readonly string[];
  readonly notPut: readonly string[];
} {
  const all = conduct?.followUps ?? [];
  return {
    put: all.flatMap(({ ask, turn }) => (turn === null ? [] : [`turn ${turn}: ${ask}`])),
    notPut: all.flatMap(({ ask, turn }) => (turn === null ? [ask] : [])),
  };
}
