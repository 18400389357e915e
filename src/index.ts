/**
 * Touchstone as a library: the same parts that the command line is made of.
 *
 * @example
 * import { agreement, crosstab } from "touchstone";
 *
 * const table = crosstab([[3, 3], [4, 5], [2, 2], [5, 5]]);   // [human, grader]
 * agreement.quadraticWeightedKappa(table);                     // 0.9166666666666666
 */
import { agreementWithin, exactAgreement } from "./statistics/agreement-rate.ts";
import { kendallTauB } from "./statistics/kendall.ts";
import { krippendorffAlpha } from "./statistics/krippendorff-alpha.ts";
import {
  bias,
  meanAbsoluteError,
  rootMeanSquareError,
  standardizedMeanDifference,
} from "./statistics/mean-difference.ts";
import { pearson } from "./statistics/pearson.ts";
import { quadraticWeightedKappa } from "./statistics/quadratic-weighted-kappa.ts";
import { spearman } from "./statistics/spearman.ts";
import { weightedKappa } from "./statistics/weighted-kappa.ts";
import { clopperPearsonInterval } from "./statistics/clopper-pearson.ts";
import { wilsonInterval } from "./statistics/wilson.ts";

/** Statistics of two raters on a crosstab, of many on a rating table, and of proportions. */
export const agreement = {
  agreementWithin,
  bias,
  clopperPearsonInterval,
  exactAgreement,
  kendallTauB,
  krippendorffAlpha,
  meanAbsoluteError,
  pearson,
  quadraticWeightedKappa,
  rootMeanSquareError,
  spearman,
  standardizedMeanDifference,
  weightedKappa,
  wilsonInterval,
} as const;

export { crosstab, type Crosstab, type Pair } from "./statistics/crosstab.ts";
export { ratingTable, type RatingTable } from "./statistics/rating-table.ts";
export { clusteredCrosstab, clusteredRatings } from "./statistics/clustered-table.ts";
export { percentileInterval, resamples } from "./statistics/cluster-bootstrap.ts";

export { HarnessError, exitCodes, type ErrorCode, type Problem } from "./errors.ts";
export { version } from "./version.ts";

export { rubricSchema, type Dimension, type Level, type Rubric } from "./domain/rubric.ts";
export { caseStudySchema, type CaseStudy } from "./domain/case-study.ts";
export { transcriptSchema, type Transcript, type Turn } from "./domain/transcript.ts";
export type { Sample } from "./domain/sample.ts";
export type { Label, Rater } from "./domain/label.ts";
export type { Dataset } from "./domain/dataset.ts";
export { evalSchema, type EvalSpec } from "./domain/eval.ts";
export type { Evidence, Grade, Score, ScoreRow } from "./domain/score.ts";
export type { Usage } from "./domain/usage.ts";
export { scoredRecordingSchema, type QueueEntry, type ScoredRecording } from "./domain/recording.ts";
export { decisionSchema, type Decision } from "./domain/decision.ts";
export { analysisSchema, type AgreementRow, type Analysis, type GateRow } from "./domain/analysis.ts";
export { agreementDocumentSchema, type AgreementDocument, type RatingsTable } from "./domain/agreement.ts";
export { comparisonSchema, type Comparison } from "./domain/comparison.ts";
export { graderCardSchema, type GraderCard } from "./domain/grader-card.ts";
export { mappedLevel, mappingFileSchema, type MappingFile } from "./domain/score-mapping.ts";
export { billSchema, type Bill } from "./domain/bill.ts";
export { runDocumentSchema, type RunDocument } from "./domain/run.ts";
export type { FlagFinding, FlagRow } from "./domain/flag.ts";
export type { SignalRow, SignalTag } from "./domain/signal.ts";
export { scorecardSchema, whatIfSchema, type Scorecard, type WhatIf } from "./domain/scorecard.ts";
export { dossierSchema, loopSchema, type Dossier, type Loop } from "./domain/loop.ts";
export { interviewConductSchema, type InterviewConduct } from "./domain/interview-conduct.ts";

export type { Model, ModelFailure, ModelReply, ModelRequest, Prompt } from "./models/model.ts";
export { createModel } from "./models/index.ts";
export { scriptedModel } from "./models/scripted.ts";
export type { Grader } from "./grading/grader.ts";
export { injectionSigns } from "./grading/injection.ts";
export type { InjectionSign } from "./domain/injection.ts";
export { createModelGrader } from "./grading/model-grader.ts";
export { createLexicalGrader } from "./grading/lexical.ts";
export { cascade } from "./grading/cascade.ts";
export { panel } from "./grading/panel.ts";
export { repeat } from "./grading/repeat.ts";

export { concealSamples, findUnconcealed, leakChecks, type Concealed } from "./privacy/conceal.ts";
export { ruleOnConsent, type ConsentRow, type ConsentRuling } from "./privacy/consent.ts";
export { indexNames } from "./privacy/name-index.ts";
export { pseudonymise, restore } from "./privacy/pseudonyms.ts";
export type { KnownName, Pseudonym } from "./domain/pseudonym.ts";

export { readDataset } from "./store/datasets.ts";
export { readEval } from "./store/evals.ts";
export { readRubric } from "./store/rubrics.ts";
export { readOwnTemplates, readTemplate } from "./store/templates.ts";
export { openStore, type Store } from "./store/database.ts";
export { readRatingsTable } from "./store/ratings-table.ts";
export { agree, type AgreeOptions } from "./analysis/agree.ts";
export { analyze, type AnalysisInput } from "./analysis/analyze.ts";
export { compareGraders, type CompareInput } from "./analysis/compare.ts";
export { frontierOf, type FrontierPoint } from "./analysis/frontier.ts";
export { calibrate, type CalibrationInput } from "./analysis/calibration.ts";
export { planCalibration, runCalibration, type CalibrationResult } from "./run/calibrate.ts";
export { planRun, type Plan } from "./run/plan.ts";
export { repliesOf } from "./run/replies.ts";
export { runEval, type RunResult } from "./run/run-eval.ts";
export { reports } from "./reports/index.ts";
export { readLoop, type LoadedLoop } from "./store/loops.ts";
export { errorModel, noErrorModel, type ErrorModel } from "./scoring/error-model.ts";
export { gradesOfRun } from "./scoring/grades-of-run.ts";
export { scorecardOf, type ScorecardInput } from "./scoring/scorecard.ts";
export { dossierOf, type DossierInput } from "./scoring/dossier.ts";
export { whatIf, type WhatIfOptions } from "./scoring/what-if.ts";
export { interviewConduct } from "./scoring/interview-conduct.ts";
export { pageMarkdown, pageText, type Page } from "./reports/pages/page.ts";
export { scorecardPage } from "./reports/pages/scorecard.ts";
export { dossierPage } from "./reports/pages/dossier.ts";
export { whatIfPage } from "./reports/pages/what-if.ts";
export { interviewConductPage } from "./reports/pages/interview-conduct.ts";
