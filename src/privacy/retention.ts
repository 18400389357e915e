/** Somebody whose answers are held, and when they were last graded; null: no run is on record. */
export type Retained = {
  readonly candidate: string;
  readonly samples: number;
  readonly lastGradedAt: string | null;
};

const millisecondsPerDay = 86_400_000;

/** Whose answers were last graded more than so many days ago, the oldest first; those never graded come before all, since nothing says how old they are. */
export function dueForErasure(held: readonly Retained[], days: number, nowMs: number): Retained[] {
  const limit = nowMs - days * millisecondsPerDay;
  const time = ({ lastGradedAt }: Retained): number => (lastGradedAt === null ? 0 : Date.parse(lastGradedAt));
  return held.filter((each) => time(each) < limit).sort((a, b) => time(a) - time(b));
}
