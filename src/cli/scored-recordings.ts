import { scoredRecordingSchema, type ScoredRecording } from "../domain/recording.ts";
import { restore } from "../privacy/pseudonyms.ts";
import type { ScoringReportInput } from "../reports/scoring/index.ts";
import { dossiersOf } from "../run/score/dossiers.ts";
import { ordersOf } from "../run/score/orders.ts";
import type { Recording } from "../run/score/recordings.ts";
import type { ScoringSetup } from "../run/score/setup.ts";
import type { Store } from "../store/database.ts";
import { getScorecard, type KeptScorecard } from "../store/scorecards.ts";
import { pseudonymsOf } from "../store/vault.ts";
import { inTexts } from "./names.ts";

export type ReportMatter = {
  readonly setup: ScoringSetup;
  readonly recordings: readonly Recording[];
  readonly store: Store;
  readonly withNames: boolean;
};

/** What reports on scored recordings are made from, read from the store as they go. */
export function reportInput(matter: ReportMatter): ScoringReportInput {
  const { setup, recordings, store, withNames } = matter;
  const show = async (kept: KeptScorecard): Promise<ScoredRecording> =>
    withNames ? named(store, kept) : kept.document;
  return {
    evalName: setup.evalName,
    rubrics: new Map([...setup.stages].map(([stage, { loaded }]) => [stage, loaded.rubric])),
    async *recordings() {
      for (const { cohort, sample } of recordings) {
        const kept = await getScorecard(store, { cohort, sample });
        if (kept !== null) yield await show(kept);
      }
    },
    orders: () => ordersOf(store, recordings, show),
    dossiers: () => dossiersOf(store, setup, recordings, show),
  };
}

/** A document in which people are named. It is for local eyes: whoever asked for it keeps it here. */
export async function named(
  store: Store,
  { document, candidate, file }: KeptScorecard,
): Promise<ScoredRecording> {
  const pseudonyms = await pseudonymsOf(store, { dataset: document.vault, candidate });
  const { candidate: alias } = document;
  const restored = inTexts(document, (text) => (text === alias ? candidate : restore(text, pseudonyms)));
  return { ...scoredRecordingSchema.parse(restored), source: file };
}
