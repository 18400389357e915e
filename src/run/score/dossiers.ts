import type { Dossier } from "../../domain/loop.ts";
import type { ScoredRecording } from "../../domain/recording.ts";
import type { Transcript } from "../../domain/transcript.ts";
import { dossierOf, type StageResult } from "../../scoring/dossier.ts";
import type { Store } from "../../store/database.ts";
import { keptCaseStudy } from "../../store/definitions.ts";
import { scorecardsOf } from "../../store/scorecards.ts";
import type { ShowRecording } from "./orders.ts";
import type { Recording } from "./recordings.ts";
import type { ScoringSetup } from "./setup.ts";

/** Every candidate's stages joined, those scored by earlier commands included; none where there is no loop. */
export async function dossiersOf(
  store: Store,
  setup: ScoringSetup,
  recordings: readonly Recording[],
  show: ShowRecording,
): Promise<Dossier[]> {
  const { loop } = setup;
  if (loop === null) return [];
  const dossiers: Dossier[] = [];
  for (const [candidate, own] of Map.groupBy(recordings, (recording) => recording.candidate)) {
    const cohorts = new Set(own.map(({ cohort }) => cohort));
    const kept = (await scorecardsOf(store, candidate)).filter(({ document }) =>
      cohorts.has(document.cohort),
    );
    const results: StageResult[] = [];
    for (const each of kept) results.push(...(await stageResult(store, await show(each))));
    const order = loop.loop.stages.map(({ id }) => id);
    results.sort((a, b) => order.indexOf(a.stage) - order.indexOf(b.stage));
    const [first] = results;
    if (first === undefined) continue;
    dossiers.push(
      dossierOf({
        candidate: first.scorecard.candidate,
        loop: loop.loop,
        scorecard: loop.scorecard,
        rubrics: loop.rubrics,
        caseStudies: loop.caseStudies,
        results,
        caps: own[0]?.stage.loaded.file.spec.flags?.caps ?? "none",
        correlation: null,
      }),
    );
  }
  return dossiers;
}

async function stageResult(store: Store, recording: ScoredRecording): Promise<StageResult[]> {
  const { stage, scorecard, definitions } = recording;
  if (stage === null || scorecard === null || definitions === null) return [];
  const caseStudy = await keptCaseStudy(store, definitions.caseStudy);
  return caseStudy === null ? [] : [{ stage, scorecard, caseStudy, transcript: questionsPut(recording) }];
}

/** What is kept of an interview once it is scored: the follow-ups that were put, which are not to be asked again. */
function questionsPut({ conduct }: ScoredRecording): Transcript {
  const put = (conduct?.followUps ?? []).filter(({ turn }) => turn !== null);
  return { turns: put.map(({ ask }) => ({ role: "interviewer", text: ask })) };
}
