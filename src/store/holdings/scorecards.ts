import { scoredRecordingSchema, type ScoredRecording } from "../../domain/recording.ts";
import type { Scorecard } from "../../domain/scorecard.ts";
import type { Holding, Subject } from "./holding.ts";

/** What became of recordings: scorecards with their quotes. */
export const holding: Holding = {
  description: "scorecards of recordings",
  read: async (database, { candidate }) =>
    database
      .selectFrom("scorecards")
      .selectAll()
      .where("candidate", "=", candidate)
      .orderBy("sample")
      .execute(),
  erase: async (database, subject) => {
    const { candidate, tombstone } = subject;
    const rows = await database
      .selectFrom("scorecards")
      .selectAll()
      .where("candidate", "=", candidate)
      .execute();
    for (const [index, row] of rows.entries()) {
      const sample = `${tombstone}-${index + 1}`;
      const document = withoutSubject(scoredRecordingSchema.parse(JSON.parse(row.document)), subject, sample);
      await database
        .updateTable("scorecards")
        .set({ sample, candidate: tombstone, file: "", document: JSON.stringify(document) })
        .where("cohort", "=", row.cohort)
        .where("sample", "=", row.sample)
        .execute();
    }
    return rows.length;
  },
};

function withoutSubject(document: ScoredRecording, { tombstone }: Subject, sample: string): ScoredRecording {
  return {
    ...document,
    source: "",
    sample,
    candidate: tombstone,
    heldOn: null,
    problem: "erased",
    scorecard: document.scorecard === null ? null : erased(document.scorecard, tombstone, sample),
    conduct: null,
    notes: [],
    times: {},
  };
}

function erased(card: Scorecard, candidate: string, sample: string): Scorecard {
  const nothing = { standardError: null, low: null, high: null, covers: "nothing" } as const;
  return {
    ...card,
    sample,
    candidate,
    dimensions: card.dimensions.map(({ dimension, confidence }) => ({
      ...nothing,
      dimension,
      confidence,
      status: "unscored",
      level: null,
      beforeFlags: null,
      cappedBy: [],
      spread: null,
      why: "",
      unscoredReason: "erased",
      evidence: [],
      askNext: [],
    })),
    profiles: card.profiles.map((profile) => ({
      ...profile,
      ...nothing,
      mean: null,
      reason: "nothing-observed",
      observedWeight: 0,
      bands: [],
      openKnockouts: [],
      confirmedKnockouts: [],
    })),
    flags: [],
    rulings: [],
    signals: [],
    claims: [],
    signs: [],
    review: [],
  };
}
