import type { ScoredRecording } from "../../domain/recording.ts";
import type { Scorecard } from "../../domain/scorecard.ts";
import { HarnessError } from "../../errors.ts";
import type { CohortOrder } from "../../domain/recording.ts";
import { whatIf } from "../../scoring/what-if.ts";
import type { Store } from "../../store/database.ts";
import { getScorecard, samplesOfCohort, type KeptScorecard } from "../../store/scorecards.ts";
import type { Recording } from "./recordings.ts";

/** How a kept recording is shown: as it is, or with names. */
export type ShowRecording = (kept: KeptScorecard) => Promise<ScoredRecording>;

/** Every cohort that the recordings are in, stage by stage, its earlier scorecards included: never two fingerprints side by side. */
export async function ordersOf(
  store: Store,
  recordings: readonly Recording[],
  show: ShowRecording,
): Promise<CohortOrder[]> {
  const orders: CohortOrder[] = [];
  for (const [cohort, own] of Map.groupBy(recordings, (recording) => recording.cohort)) {
    const cards = await cardsOf(store, cohort, show);
    for (const stage of new Set(own.map((recording) => recording.stage))) {
      const name = stage.stage === "" ? null : stage.stage;
      const ofStage = cards.filter((each) => each.stage === name).map(({ card }) => card);
      if (ofStage.length < 2) continue;
      const place = { cohort, stage: name, profile: stage.profile };
      try {
        orders.push({ ...place, order: whatIf(ofStage, stage.loaded.rubric), problem: null });
      } catch (error) {
        if (!(error instanceof HarnessError)) throw error;
        orders.push({ ...place, order: null, problem: error.message });
      }
    }
  }
  return orders;
}

/** Scorecards as far as an order needs them: without evidence, so that thousands fit into memory. */
async function cardsOf(
  store: Store,
  cohort: string,
  show: ShowRecording,
): Promise<{ readonly stage: string | null; readonly card: Scorecard }[]> {
  const cards = [];
  for (const sample of await samplesOfCohort(store, cohort)) {
    const kept = await getScorecard(store, { cohort, sample });
    const document = kept === null ? null : await show(kept);
    if (document?.scorecard == null || document.problem !== null) continue;
    cards.push({ stage: document.stage, card: withoutEvidence(document.scorecard) });
  }
  return cards;
}

function withoutEvidence(card: Scorecard): Scorecard {
  const dimensions = card.dimensions.map((line) => ({ ...line, why: "", evidence: [], askNext: [] }));
  return { ...card, dimensions, flags: [], rulings: [], signals: [], signs: [], review: [] };
}
