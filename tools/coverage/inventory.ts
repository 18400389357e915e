/** What the five source documents define, row by row, and where the pack has to carry it. */
import {
  archetype,
  caseStudy,
  context,
  dimension,
  fact,
  family,
  flag,
  flagOf,
  gate,
  halfLife,
  loop,
  noFlagIn,
  overlay,
  pair,
  readinessRange,
  rubric,
  scaleOf,
  signal,
  situation,
  stage,
  suite,
  weight,
  type Locator,
} from "./locators.ts";

/** One thing that a source defines; every place has to be found. */
export type Row = { readonly id: string; readonly says: string; readonly carriedBy: readonly Locator[] };
export type Section = {
  readonly title: string;
  /** The command that uses its rows. */
  readonly command: string;
  readonly rows: readonly Row[];
};

function row(id: string, says: string, ...carriedBy: readonly Locator[]): Row {
  return { id, says, carriedBy };
}

const dimensions = [
  "ml_literacy",
  "product_sense",
  "eval_metrics",
  "cost_infra",
  "safety_ethics",
  "stakeholder",
] as const;

const weights = {
  llm_genai: [25, 25, 20, 15, 10, 5],
  ml_platform: [30, 10, 15, 25, 5, 15],
  applied_ml: [25, 25, 20, 10, 10, 10],
} as const;

const situations = [
  ["ai-native-product", "llm_genai"],
  ["search-or-recommendations", "applied_ml"],
  ["missing-tooling", "ml_platform"],
  ["third-party-llm", "llm_genai"],
  ["vision-or-language-pipeline", "applied_ml"],
  ["scientists-on-infrastructure", "ml_platform"],
  ["build-or-buy", "llm_genai"],
  ["many-models", "ml_platform"],
] as const;

/** C01 to C48. */
const caseStudies = [
  ["contracts-r1", "contracts-r2", "contracts-r3"],
  ["k1-prompt-pipeline", "k2-api-cost", "k3-model-update", "k4-policy-rag", "k5-medical-advice"],
  ["q01-invented-policies", "q02-model-choice", "q03-cost-growth", "q04-writing-evals", "q05-high-risk"],
  ["q06-platform-case", "q07-feature-store", "q08-platform-success", "q09-batch-rebuild", "q10-governance"],
  ["q11-repetitive-recs", "q12-labelling", "q13-fraud-recall", "q14-ndcg-satisfaction", "q15-vision-shift"],
  ["s1-recommender", "s1-fraud-accuracy", "s1-more-labels", "s1-new-model", "s1-underperformance"],
  ["s2-text-to-image", "s2-deep-dive", "s2-scope-negotiation", "s2-sceptical-sales", "s2-triage-alarms"],
  ["s3-eval-spec", "s3-subtle-error", "s3-prompt-to-spec", "s3-ai-sql", "s3-launch-memo"],
  ["s4-screen-drill", "s4-inconsistent-bot", "s4-broken-model", "s4-loan-denial", "s4-voice-uncertainty"],
  ["s4-skin-images", "s4-variant-drift", "s4-fraud-threshold", "s4-deceased-voice", "s4-dashboard-first"],
].flat();

/** Severity in the sources' words, caps that are ours. */
const flags: Readonly<Record<string, Parameters<typeof flag>[1]>> = {
  RF01: { severity: "serious", caps: { product_sense: 2, cost_infra: 2 } },
  RF02: { severity: "serious", caps: { eval_metrics: 2 } },
  RF03: { severity: "serious", caps: { eval_metrics: 3 } },
  RF04: { severity: "serious", caps: { safety_ethics: 2, stakeholder: 2 } },
  RF05: { severity: "knockout", caps: { safety_ethics: 1 } },
  RF06: { severity: "serious", caps: { ml_literacy: 2 } },
  RF07: { severity: "serious", caps: { cost_infra: 1 } },
  RF08: { severity: "serious", caps: { safety_ethics: 2 } },
  RF09: { severity: "serious", caps: { product_sense: 2 } },
  RF10: { severity: "note", caps: {} },
  RF11: { severity: "serious", caps: { ml_literacy: 2 } },
  RF12: { severity: "serious", caps: { eval_metrics: 2 } },
  RF13: { severity: "note", caps: {} },
  RF14: { severity: "note", caps: {} },
  RF15: { severity: "serious", caps: { ml_literacy: 3 } },
  RF16: { severity: "serious", caps: { product_sense: 2 } },
  RF17: { severity: "serious", caps: { stakeholder: 2 } },
  RF18: { severity: "serious", caps: { ml_literacy: 3, stakeholder: 3 } },
  RF19: { severity: "serious", caps: { ml_literacy: 3, eval_metrics: 2 } },
  // Its cap would fall on whichever dimension the answer leaves general, which no rule can name.
  RF20: { severity: "serious", caps: {} },
  RF21: { severity: "serious", caps: { eval_metrics: 3 } },
  RF22: { severity: "serious", caps: { eval_metrics: 2 } },
  RF23: { severity: "note", caps: {} },
  RF24: { severity: "serious", caps: { stakeholder: 2 } },
  RF25: { severity: "serious", caps: { ml_literacy: 2 } },
  RF26: { severity: "serious", caps: { eval_metrics: 3 } },
  RF27: { severity: "note", caps: { eval_metrics: 3 } },
  RF28: { severity: "serious", caps: { safety_ethics: 3 } },
  RF29: { severity: "serious", caps: { stakeholder: 3 } },
  RF30: { severity: "serious", caps: { eval_metrics: 2 } },
  RF31: { severity: "knockout", caps: { ml_literacy: 1 } },
  RF32: { severity: "serious", caps: { eval_metrics: 2 } },
  RF33: { severity: "knockout", caps: { safety_ethics: 1 } },
  RF34: { severity: "note", caps: {} },
};

/** Rubric files with their number of criteria and the flags that the sources' stage can raise. */
const rubrics = [
  ["scorecard-6d", 6, ""],
  ["s0-r1-product-sense", 8, "RF01 RF07 RF09 RF15 RF16"],
  ["s0-r2-eval-design", 8, "RF02 RF03 RF22 RF26 RF30 RF32"],
  ["s0-r3-crisis", 8, "RF04 RF05 RF08 RF24"],
  ["s0-llm-skills", 5, ""],
  ["s0-archetype-qbank", 5, ""],
  ["s1-product-case", 5, "RF12 RF15"],
  ["s1-ml-literacy", 6, "RF11 RF12 RF25"],
  ["s1-stakeholder", 5, "RF24"],
  ["s2-screen", 3, "RF17 RF20"],
  ["s2-case30", 4, "RF16 RF18 RF20"],
  ["s2-deepdive", 4, "RF18 RF19"],
  ["s2-collab", 4, "RF17"],
  ["s2-leadership", 3, "RF17 RF20"],
  ["s2-presentation", 4, "RF16 RF18 RF19"],
  ["s3-acl", 4, ""],
  ["s3-communication", 5, ""],
  ["s3-ai-sql", 4, ""],
  ["s3-eval-spec-artifact", 8, ""],
  ["s4-screen", 4, "RF27 RF31"],
  ["s4-technical-case", 5, "RF25 RF26 RF30 RF31 RF32 RF34"],
  ["s4-behavioural", 4, "RF27 RF28 RF33"],
  ["s4-panel", 4, "RF29 RF31 RF33"],
  ["interviewer-quality", 6, ""],
] as const;

const stages = [
  ["s0-three-rounds", "r1", 50, "AI product sense"],
  ["s0-three-rounds", "r2", 45, "Evaluation design and metrics"],
  ["s0-three-rounds", "r3", 40, "Risk, cost, stakeholders"],
  ["s0-question-bank", "skills", null, "Five skill probes"],
  ["s0-question-bank", "questions", null, "Questions of the archetype"],
  ["s1-three-stages", "product-case", null, "Product case"],
  ["s1-three-stages", "ml-literacy", null, "Literacy in three questions, no coding"],
  ["s1-three-stages", "stakeholder", null, "One truth for two audiences"],
  ["s2-five-stages", "screen", null, "Recruiter screen"],
  ["s2-five-stages", "case", 30, "Product sense exercise"],
  ["s2-five-stages", "deep-dive", 30, "Technical deep dive"],
  ["s2-five-stages", "collaboration", null, "Negotiating scope and time"],
  ["s2-five-stages", "leadership", null, "Leadership interview"],
  ["s2-five-stages", "presentation", null, "Presentation or role play, where held"],
  ["s3-role-readiness", "collaboration", null, "From prompt to spec, recovering from errors"],
  ["s3-role-readiness", "eval-spec", null, "A graded eval spec"],
  ["s3-role-readiness", "communication", null, "Writing"],
  ["s3-role-readiness", "sql", null, "SQL with AI help"],
  ["s4-four-stages", "screen", 30, "Recruiter screen"],
  ["s4-four-stages", "technical-case", 60, "Technical case"],
  ["s4-four-stages", "behavioural", 45, "Behavioural deep dive"],
  ["s4-four-stages", "panel", 60, "Panel of three"],
] as const;

const loops = [
  ["s0-three-rounds", 3, "s0-loop"],
  ["s0-question-bank", 2, "s0-questions"],
  ["s1-three-stages", 3, "s1-loop"],
  ["s2-five-stages", 6, "s2-loop"],
  ["s3-role-readiness", 4, "s3-loop"],
  ["s4-four-stages", 4, "s4-loop"],
] as const;

const suites = [
  "smoke",
  "gold",
  "golden",
  "personas",
  ...loops.map(([, , name]) => name),
  "archetype-llm",
  "archetype-platform",
  "archetype-applied",
  "contrast",
  "drift-anchors",
  "regression-ci",
  "launch",
] as const;

export const inventory: readonly Section[] = [
  {
    title: "Scorecard: dimensions and weights",
    command: "run evals/gold.yaml",
    rows: [
      row("scale", "Levels 1 to 5", scaleOf("scorecard-6d", "1-5")),
      ...dimensions.map((id) => row(id, "A dimension, five anchored levels", dimension("scorecard-6d", id))),
      ...Object.entries(weights).flatMap(([profile, values]) =>
        dimensions.map((id, index) =>
          row(`${profile} x ${id}`, "Its weight", weight(profile, id, values[index] ?? 0)),
        ),
      ),
      row(
        "overlay startup",
        "First language-model product: product sense weighs more",
        overlay("startup_first_llm"),
      ),
      row("overlay regulated", "Regulated enterprise: safety weighs more", overlay("regulated_enterprise")),
    ],
  },
  {
    title: "Archetypes and situations",
    command: "init --situation ID",
    rows: [
      ...Object.keys(weights).map((id) =>
        row(id, "What it owns, does, whom it works with, its measures", archetype(id)),
      ),
      ...situations.map(([id, wanted]) => row(id, "Whom the situation asks for", situation(id, wanted))),
    ],
  },
  {
    title: "Ordinary against AI product management",
    command: "run evals/gold.yaml",
    rows: [
      row(
        "requirements",
        "Fixed specs against goals for behaviour that varies",
        flagOf("scorecard-6d", "RF09"),
      ),
      row(
        "success",
        "Adoption against measured quality",
        dimension("scorecard-6d", "eval_metrics"),
        signal("SS13"),
      ),
      row("cycle", "Sprints against experiments", signal("SS15"), flagOf("scorecard-6d", "RF34")),
      row(
        "stakeholders",
        "Engineering and design against science, legal, ethics",
        dimension("scorecard-6d", "stakeholder"),
      ),
      row("risk", "Bugs against made-up output, bias, cost", dimension("scorecard-6d", "safety_ethics")),
      row("cost", "Fixed against per token", dimension("scorecard-6d", "cost_infra"), signal("SS03")),
      row(
        "launch",
        "Evaluation, safety and cost together",
        signal("SS10"),
        ...["1", "2", "3"].map((part) => gate("launch", `part ${part} of 3`)),
      ),
      row(
        "specs become evals",
        "Graded examples with a pass mark",
        signal("SS19"),
        dimension("s3-eval-spec-artifact", "example_count"),
      ),
      row("recoverable errors", "A wrong output as a problem of use", signal("SS21")),
      row(
        "retrain, block, degrade",
        "What is done when it fails in use",
        dimension("s4-behavioural", "containment"),
      ),
      row(
        "shift",
        "Inputs that change under the model",
        flagOf("scorecard-6d", "RF30"),
        caseStudy("s4-variant-drift"),
      ),
    ],
  },
  {
    title: "Skill probes",
    command: "run evals/s0-questions.yaml",
    rows: [
      row(
        "K1",
        "Prompt architecture",
        caseStudy("k1-prompt-pipeline"),
        dimension("s0-llm-skills", "k1_prompt_architecture"),
      ),
      row(
        "K2",
        "Model choice and cost",
        caseStudy("k2-api-cost"),
        dimension("s0-llm-skills", "k2_model_cost"),
      ),
      row("K3", "Evals", caseStudy("k3-model-update"), dimension("s0-llm-skills", "k3_evals")),
      row("K4", "Retrieval", caseStudy("k4-policy-rag"), dimension("s0-llm-skills", "k4_retrieval")),
      row("K5", "Safety", caseStudy("k5-medical-advice"), dimension("s0-llm-skills", "k5_safety")),
    ],
  },
  {
    title: "Questions",
    command: "run evals/s0-questions.yaml",
    rows: caseStudies
      .filter((id) => id.startsWith("q"))
      .map((id, index) =>
        row(`Q${String(index + 1).padStart(2, "0")}`, "A question of an archetype", caseStudy(id)),
      ),
  },
  {
    title: "Figures of the case studies",
    command: "claims evals/gold.yaml",
    rows: [
      row("R1 budget", "USD a month", fact("contracts-r1", "monthly_budget", 15_000)),
      row("R1 volume", "Documents a day", fact("contracts-r1", "docs_per_day", 8000)),
      row("R1 growth", "Percent a quarter", fact("contracts-r1", "quarterly_growth", 20)),
      row(
        "R1 month",
        "Documents in 30 and in 22 days",
        fact("contracts-r1", "docs_per_month", 240_000),
        fact("contracts-r1", "docs_per_month_workdays", 176_000),
      ),
      row(
        "R1 unit cost",
        "USD a document, by 30 and by 22 days",
        fact("contracts-r1", "budget_per_doc", 0.0625),
        fact("contracts-r1", "budget_per_doc_workdays", 0.085_227),
      ),
      row(
        "R1 volume later",
        "After one to four quarters",
        ...[9600, 11_520, 13_824, 16_589].map((value, index) =>
          fact("contracts-r1", `docs_per_day_q${index + 1}`, value),
        ),
      ),
      row(
        "R1 unit cost later",
        "After one to four quarters",
        ...[0.052_083, 0.043_403, 0.036_169, 0.030_14].map((value, index) =>
          fact("contracts-r1", `budget_per_doc_q${index + 1}`, value),
        ),
      ),
      row("R1 doubling", "Quarters", fact("contracts-r1", "quarters_to_double", 3.8)),
      row(
        "R3 spend",
        "USD a month, 40 % over",
        fact("contracts-r3", "overrun", 40),
        fact("contracts-r3", "monthly_spend", 21_000),
      ),
      row("R3 board", "Hours", fact("contracts-r3", "hours_to_board", 48)),
      row(
        "K2 bill",
        "USD a month, and at four times the volume",
        fact("k2-api-cost", "monthly_bill", 38_000),
        fact("k2-api-cost", "bill_at_growth", 152_000),
      ),
      row("Q02 volume", "Documents in 30 days", fact("q02-model-choice", "docs_per_month", 1_500_000)),
      row("Q03 growth", "Factor in two quarters", fact("q03-cost-growth", "factor_two_quarters", 4.8268)),
      row(
        "Q13 scores",
        "Precision, recall, F1",
        fact("q13-fraud-recall", "precision", 95),
        fact("q13-fraud-recall", "recall", 70),
        fact("q13-fraud-recall", "f1", 0.806_06),
      ),
      row(
        "Q13 errors",
        "Of 1,000 frauds: caught, missed, false alarms",
        fact("q13-fraud-recall", "caught", 700),
        fact("q13-fraud-recall", "missed", 300),
        fact("q13-fraud-recall", "false_alarms", 36.842),
      ),
      row(
        "L1 base rate",
        "Percent right by always saying no",
        fact("s1-fraud-accuracy", "accuracy", 95),
        fact("s1-fraud-accuracy", "accuracy_never", 99),
      ),
    ],
  },
  {
    title: "Loops",
    command: "score EVAL --dry-run",
    rows: loops.map(([id, count, name]) =>
      row(id, "Stages in order, with the suite of its answers", loop(id, count), suite(name)),
    ),
  },
  {
    title: "Rounds and stages",
    command: "score EVAL --dry-run",
    rows: stages.map(([name, id, minutes, says]) => row(`${name} ${id}`, says, stage(name, id, minutes))),
  },
  {
    title: "Rubrics of rounds and stages",
    command: "validate rubrics",
    rows: rubrics.map(([id, criteria, ids]) =>
      row(
        id,
        "Criteria, and the flags of its stage",
        rubric(id, criteria),
        ...ids.split(" ").flatMap((each) => (each === "" ? [] : [flagOf(id, each)])),
      ),
    ),
  },
  {
    title: "What the second source scores",
    command: "run evals/s1-loop.yaml",
    rows: [
      row("success in business terms", "Stage 1", dimension("s1-product-case", "business_success")),
      row("data before building", "Stage 1", dimension("s1-product-case", "data_first")),
      row("offline against online", "Stage 1", dimension("s1-product-case", "offline_online")),
      row(
        "L1",
        "Reads 95 % accuracy",
        caseStudy("s1-fraud-accuracy"),
        dimension("s1-ml-literacy", "l1_reads_accuracy"),
      ),
      row(
        "L2",
        "Tests the claim that labels are missing",
        caseStudy("s1-more-labels"),
        dimension("s1-ml-literacy", "l2_tests_the_claim"),
      ),
      row(
        "L3",
        "Compares new and old model",
        caseStudy("s1-new-model"),
        dimension("s1-ml-literacy", "l3_comparison"),
      ),
      row("message to the VP", "Stage 3", dimension("s1-stakeholder", "vp_message")),
      row("message to engineers", "Stage 3", dimension("s1-stakeholder", "engineering_message")),
      row("which problems are worth it", "Responsibility 1", dimension("scorecard-6d", "product_sense")),
      row("measures in business terms", "Responsibility 2", signal("SS13")),
      row(
        "from data to decay",
        "Responsibility 3",
        dimension("s1-product-case", "cold_start_degradation"),
        signal("SS11"),
      ),
      row("limits in plain words", "Responsibility 4", signal("SS16")),
      row(
        "the roadmap against other work",
        "Responsibility 5",
        caseStudy("q09-batch-rebuild"),
        dimension("s2-collab", "trade"),
      ),
      row("unblocking data science", "Responsibility 6", signal("SS34"), caseStudy("s2-scope-negotiation")),
      row(
        "learning curves and label cost",
        "Data",
        dimension("s1-ml-literacy", "l2_decides"),
        caseStudy("q12-labelling"),
      ),
      row("control groups", "Experiments", dimension("s1-ml-literacy", "l3_traps"), signal("SS15")),
      row(
        "black box",
        "Technical decisions left to others",
        flagOf("s1-ml-literacy", "RF11"),
        flagOf("s1-ml-literacy", "RF31"),
      ),
    ],
  },
  {
    title: "What the third source scores",
    command: "run evals/s2-loop.yaml",
    rows: [
      row(
        "product sense",
        "Cluster 1",
        caseStudy("s2-text-to-image"),
        dimension("s2-case30", "user_problem"),
      ),
      row(
        "analytical rigour",
        "Cluster 2",
        caseStudy("s2-deep-dive"),
        dimension("s2-deepdive", "metric_by_harm"),
      ),
      row("communication", "Cluster 3", dimension("s2-presentation", "plain_limitation")),
      row(
        "harm of more alarms",
        "Five points more false alarms in triage",
        caseStudy("s2-triage-alarms"),
        fact("s2-triage-alarms", "extra_points", 96),
      ),
      row("area under a curve, no effect on tickets", "Debrief 1", pair("BG16")),
      row("recites internals, cannot weigh errors", "Debrief 2", flagOf("s2-deepdive", "RF19")),
      row("a bought-in model that helped", "Debrief 3", signal("SS17"), pair("BG02")),
      row("slow answers that drove buyers away", "Debrief 4", dimension("s2-deepdive", "serving_latency")),
      row("precision for that business", "Debrief 5", signal("SS31"), caseStudy("q13-fraud-recall")),
      row("no framework, no data, no specifics", "Common mistakes", flagOf("s2-case30", "RF20")),
    ],
  },
  {
    title: "Role readiness: families and half-lives",
    command: "readiness SCORES --as-of DATE",
    rows: [
      row("acl", "Relevance", family("acl", 0.95)),
      row("communication", "Relevance", family("communication", 0.85)),
      row("ai_augmented_sql", "Relevance", family("ai_augmented_sql", 0.7)),
      row("big_five", "Relevance; imported, never graded", family("big_five", 0.5)),
      row("acl half-life", "Months", halfLife("acl", 12, "source")),
      row("communication half-life", "Months; the source gives none", halfLife("communication", 24, "house")),
      row(
        "ai_augmented_sql half-life",
        "Months; the source gives none",
        halfLife("ai_augmented_sql", 18, "house"),
      ),
      row("big_five half-life", "Months; the source: slow", halfLife("big_five", 60, "house")),
      row("300-850", "Range of the source; the mapping is ours", readinessRange(300, 850)),
    ],
  },
  {
    title: "Activities and the standard of a hundred examples",
    command: "dataset check PATH",
    rows: [
      row("eval design", "Activity 1", caseStudy("s3-eval-spec"), rubric("s3-eval-spec-artifact", 8)),
      row(
        "what is shown",
        "Activity 2: bounds such as .8",
        caseStudy("s4-voice-uncertainty"),
        signal("SS22"),
      ),
      row(
        "cost against quality",
        "Activity 3: USD a summary",
        fact("s3-prompt-to-spec", "dear", 0.1),
        fact("s3-prompt-to-spec", "cheap", 0.001),
      ),
      row("cost of a generation", "Activity 3: USD", context("0.40 against 0.001")),
      row("specs to act on", "Activity 4", caseStudy("s3-prompt-to-spec"), signal("SS20")),
      row("measures after launch", "Activity 5", caseStudy("s3-launch-memo"), signal("SS23")),
      row("subtly wrong output", "An item of the source", caseStudy("s3-subtle-error")),
      row("choosing an eval design", "Skill 1", dimension("s3-acl", "eval_design_choice")),
      row("from prompt to spec", "Skill 2", dimension("s3-acl", "prompt_to_spec"), flagOf("s3-acl", "RF21")),
      row("numbers", "Skill 3", dimension("s3-ai-sql", "result_reading"), signal("SS24")),
      row(
        "writing under ambiguity",
        "Skill 4",
        dimension("s3-communication", "calibrated_claims"),
        flagOf("s3-communication", "RF24"),
      ),
      row(
        "100 examples",
        "Rows asked for",
        fact("s3-eval-spec", "examples", 100),
        dimension("s3-eval-spec-artifact", "example_count"),
      ),
      row("edge", "Coverage", dimension("s3-eval-spec-artifact", "edge_cases")),
      row("adversarial", "Coverage", dimension("s3-eval-spec-artifact", "adversarial_cases")),
      row("regression", "Coverage", dimension("s3-eval-spec-artifact", "regression_cases")),
      row("threshold", "One whose lower bound clears it", dimension("s3-eval-spec-artifact", "threshold")),
      row(
        "90 of 100",
        "Wilson interval, percent",
        fact("s3-eval-spec", "low_at_90", 82.563),
        fact("s3-eval-spec", "high_at_90", 94.477),
      ),
      ...[79, 88, 92, 96, 100].map((needed, index) => {
        const share = [70, 80, 85, 90, 95][index] ?? 0;
        return row(
          `passes for .${share}`,
          "Of 100, lower bound",
          fact("s3-eval-spec", `needed_for_${share}`, needed),
        );
      }),
      row(
        "SQL",
        "A query that is run, not judged",
        caseStudy("s3-ai-sql"),
        dimension("s3-ai-sql", "error_spotting"),
      ),
      row(
        "numbers, not benchmarks",
        "A gain on a benchmark is not one to users",
        signal("SS24"),
        pair("BG22"),
      ),
    ],
  },
  {
    title: "Thresholds and non-negotiables",
    command: "run evals/s4-loop.yaml",
    rows: [
      row(
        "a bound with reason and action",
        "No particular number is the right one",
        dimension("s4-technical-case", "threshold_action"),
        signal("SS26"),
      ),
      row(
        "0.15 cosine distance, 15 % divergence",
        "Instances of the source",
        context("cosine distance of 0.15"),
        caseStudy("s4-variant-drift"),
        pair("BG05"),
      ),
      row("88 % precision", "An instance of the source", context("88 %"), pair("BG04")),
      row(
        "12 % in six weeks",
        "A lift that fades",
        fact("s4-dashboard-first", "lift_launch", 12.025),
        fact("s4-dashboard-first", "lift_later", 6.4),
      ),
      row(
        "beyond accuracy",
        "Non-negotiable 1",
        dimension("s4-technical-case", "early_success_metric"),
        signal("SS31"),
      ),
      row("layers", "Non-negotiable 2", dimension("s4-technical-case", "three_layers"), signal("SS29")),
      row("partial data", "Non-negotiable 3", dimension("s4-technical-case", "partial_data"), signal("SS30")),
      row(
        "metric, baseline, duration",
        "Screen",
        dimension("s4-screen", "metric_named"),
        dimension("s4-screen", "baseline"),
        dimension("s4-screen", "lift_duration"),
      ),
      row("containment", "Behavioural", dimension("s4-behavioural", "containment"), signal("SS27")),
      row("recourse", "Panel", dimension("s4-panel", "recourse"), signal("SS28")),
      row("money before thresholds", "Simulated first", caseStudy("s4-fraud-threshold"), signal("SS32")),
      row("fallback for images", "A tree of decisions", caseStudy("s4-skin-images")),
      row("uncertainty and trust", "In design", caseStudy("s4-voice-uncertainty")),
      row("a real outage", "What was learnt", signal("SS33"), dimension("s4-behavioural", "learning_loop")),
      row("trials with limits", "No bare A/B test", flagOf("s4-technical-case", "RF32")),
      row(
        "harm without counsel",
        "A voice of the dead",
        caseStudy("s4-deceased-voice"),
        flagOf("s4-panel", "RF33"),
      ),
      row("dashboard before requirements", "Monitoring first", caseStudy("s4-dashboard-first")),
      row("one answer, three panelists", "Panel", dimension("s4-panel", "consistency")),
      row("claims of the source", "Never shown as evidence", context("68 %")),
    ],
  },
  {
    title: "Red flags",
    command: "run EVAL (flags: true)",
    rows: Object.entries(flags).map(([id, numbers]) =>
      row(id, "Severity and proposed caps", flag(id, numbers)),
    ),
  },
  {
    title: "Strong signals",
    command: "run EVAL (signals: true)",
    rows: Array.from({ length: 35 }, (_, index) => `SS${String(index + 1).padStart(2, "0")}`).map((id) =>
      row(id, "A tag on a quote", signal(id)),
    ),
  },
  {
    title: "Contrast pairs",
    command: "run evals/contrast.yaml",
    rows: Array.from({ length: 24 }, (_, index) => index + 1).map((number) =>
      row(`BG${number}`, "A weak and a strong answer", pair(`BG${String(number).padStart(2, "0")}`)),
    ),
  },
  {
    title: "Where the sources disagree",
    command: "validate",
    rows: [
      row(
        "a",
        "Minutes belong to the case study, length earns nothing",
        stage("s0-three-rounds", "r1", 50),
        stage("s2-five-stages", "case", 30),
        stage("s4-four-stages", "technical-case", 60),
      ),
      row(
        "b",
        "A pause with its reason is no flag",
        flagOf("scorecard-6d", "RF04"),
        flagOf("scorecard-6d", "RF28"),
      ),
      row("c", "Precision or recall: by harm, not by direction", signal("SS31")),
      row(
        "d",
        "History counts in behavioural rounds only",
        noFlagIn("scorecard-6d", "RF13"),
        noFlagIn("scorecard-6d", "RF17"),
        flagOf("s4-behavioural", "RF13"),
      ),
      row(
        "e",
        "Bought-in models: a matter of the profile",
        weight("llm_genai", "ml_literacy", 25),
        weight("ml_platform", "ml_literacy", 30),
      ),
      row(
        "f",
        "Naming a model is no flag, no alternative is",
        flagOf("scorecard-6d", "RF01"),
        caseStudy("q02-model-choice"),
      ),
      row(
        "g",
        "A justified bound, never the literal number",
        signal("SS26"),
        dimension("s4-technical-case", "threshold_action"),
      ),
      row(
        "h",
        "A hundred examples, or hundreds",
        signal("SS19"),
        dimension("s3-eval-spec-artifact", "example_count"),
      ),
    ],
  },
  {
    title: "Case studies",
    command: "run evals/gold.yaml",
    rows: caseStudies.map((id, index) =>
      row(`C${String(index + 1).padStart(2, "0")}`, "A case study with its opportunity map", caseStudy(id)),
    ),
  },
  {
    title: "Suites",
    command: "run evals/SUITE.yaml",
    rows: suites.map((name) => row(name, "An eval that runs offline", suite(name))),
  },
];
