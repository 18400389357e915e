import type { SentTurn } from "./fence.ts";

/** A turn, or a part of one that is longer than a segment, with the number that it has in the whole transcript. */
export type NumberedTurn = SentTurn & { readonly number: number };

/** How much a text takes up; segments are measured by it. */
export type SizeOf = (text: string) => number;

/**
 * A transcript in pieces that fit, cut between turns. Each begins with the question that was open where it was cut, so that an answer
 * is never read without it; a turn that fits in no segment is cut between words.
 */
export function segmentsOf(turns: readonly SentTurn[], capacity: number, sizeOf: SizeOf): NumberedTurn[][] {
  const pieces = turns.flatMap((turn, index) =>
    partsThatFit(turn.text, capacity / 2, sizeOf).map((text) => ({
      role: turn.role,
      text,
      number: index + 1,
    })),
  );
  const segments: NumberedTurn[][] = [];
  let segment: NumberedTurn[] = [];
  let size = 0;
  let question: NumberedTurn | null = null;
  for (const piece of pieces) {
    const own = sizeOf(piece.text);
    if (segment.length > 0 && size + own > capacity) {
      segments.push(segment);
      const overlap = question !== null && question.number < piece.number ? [question] : [];
      segment = [...overlap];
      size = overlap.reduce((sum, { text }) => sum + sizeOf(text), 0);
    }
    segment.push(piece);
    size += own;
    if (piece.role === "interviewer") question = piece;
  }
  return segment.length === 0 ? segments : [...segments, segment];
}

/** Halves of halves, cut between words, until each fits. */
function partsThatFit(text: string, capacity: number, sizeOf: SizeOf): string[] {
  if (sizeOf(text) <= capacity) return [text];
  const middle = text.lastIndexOf(" ", text.length / 2);
  if (middle <= 0) return [text];
  return [
    ...partsThatFit(text.slice(0, middle), capacity, sizeOf),
    ...partsThatFit(text.slice(middle + 1), capacity, sizeOf),
  ];
}
