import type { ConfigureCommand } from "../command.ts";

type Entry = { readonly description: string; readonly load: () => Promise<ConfigureCommand> };

/** Every command. Add one by adding a line here and naming it in a group. */
export const commands = {
  init: {
    description:
      "write a rubric, a case study, ten answers, an eval and a CI workflow that run offline at once",
    load: async () => (await import("./init.ts")).configureInit,
  },
  validate: {
    description: "report every problem in rubrics, case studies, datasets and evals",
    load: async () => (await import("./validate.ts")).configureValidate,
  },
  run: {
    description: "grade, agree, compare, gate, report: the CI job",
    load: async () => (await import("./run.ts")).configureRun,
  },
  score: {
    description: "recordings of interviews into scorecards and a review queue: the batch job",
    load: async () => (await import("./score.ts")).configureScore,
  },
  report: {
    description: "write a run's report again, in any format",
    load: async () => (await import("./report.ts")).configureReport,
  },
  agree: {
    description: "agreement with intervals on any ratings table: how good is my judge",
    load: async () => (await import("./agree.ts")).configureAgree,
  },
  calibrate: {
    description: "whether a grader may be trusted, how far and at what price; mappings and a grader card",
    load: async () => (await import("./calibrate.ts")).configureCalibrate,
  },
  compare: {
    description: "the paired difference of two runs, or of two graders of one, with intervals",
    load: async () => (await import("./compare.ts")).configureCompare,
  },
  baseline: {
    description: "accept a run as the reference that later runs are compared with",
    load: async () => (await import("./baseline.ts")).configureBaseline,
  },
  dataset: {
    description: "whether graded examples meet the 100-example standard, ours or a candidate's",
    load: async () => (await import("./dataset.ts")).configureDataset,
  },
  claims: {
    description: "the figures in answers, tagged right, wrong or assumption-dependent by the case's facts",
    load: async () => (await import("./claims.ts")).configureClaims,
  },
  sql: {
    description: "a candidate's query, run read-only on the case study's database and its variants",
    load: async () => (await import("./sql.ts")).configureSql,
  },
  readiness: {
    description: "the mean of four families of test scores, weighted by relevance and age",
    load: async () => (await import("./readiness.ts")).configureReadiness,
  },
  inspect: {
    description: "transcripts examined: format, speakers, roles, gaps, doubts, tokens, names in them",
    load: async () => (await import("./inspect.ts")).configureInspect,
  },
  explain: {
    description: "one page for a candidate who asks why",
    load: async () => (await import("./explain.ts")).configureExplain,
  },
  decision: {
    description: "put on record who decided what, why and on what; appeals, and rulings on flags",
    load: async () => (await import("./decision.ts")).configureDecision,
  },
  export: {
    description: "everything held about one candidate, as JSON",
    load: async () => (await import("./export.ts")).configureExport,
  },
  erase: {
    description: "erase one candidate: answers, replies, quotes, names; scores become unscored",
    load: async () => (await import("./erase.ts")).configureErase,
  },
  audit: {
    description: "verify the log of who ran, exported and erased what",
    load: async () => (await import("./audit.ts")).configureAudit,
  },
  models: {
    description: "check what the endpoints of an eval's graders support, and which settings they ignore",
    load: async () => (await import("./models.ts")).configureModels,
  },
  replies: {
    description: "export replies to a file, or import them",
    load: async () => (await import("./replies.ts")).configureReplies,
  },
  doctor: {
    description: "check runtime, store, keys (present or not) and prices",
    load: async () => (await import("./doctor.ts")).configureDoctor,
  },
} as const satisfies Record<string, Entry>;

export type CommandName = keyof typeof commands;

/** How `--help` shows them: the first with their descriptions, the others by name. */
export const commandGroups = {
  first: ["init", "validate", "run", "score", "report"],
  trust: ["agree", "calibrate", "compare", "baseline", "dataset", "claims", "sql"],
  records: ["explain", "decision", "readiness", "export", "erase", "audit"],
  operations: ["inspect", "models", "replies", "doctor"],
} as const satisfies Record<string, readonly CommandName[]>;
