import type {
  CalibratedGraderSpec,
  CascadeGraderSpec,
  GraderSpec,
  ImportedGraderSpec,
  LexicalGraderSpec,
  ModelGraderSpec,
  PanelGraderSpec,
} from "../domain/eval.ts";

export type { Grader } from "./grader.ts";

/** The kinds of graders an eval can name. A grader's spec is of the kind whose key it has. */
export const graderKinds = {
  model: {
    description: "asks a model, with evidence that is checked (model: provider:model)",
    recognises: (spec: GraderSpec): spec is ModelGraderSpec => "model" in spec,
    load: async () => (await import("./model-grader.ts")).createModelGrader,
  },
  lexical: {
    description: "regression on text features, fitted out of fold: no model, no key, the floor (lexical: {})",
    recognises: (spec: GraderSpec): spec is LexicalGraderSpec => "lexical" in spec,
    load: async () => (await import("./lexical.ts")).createLexicalGrader,
  },
  imported: {
    description: "another judge's scores from a ratings table (imported: {file, rater})",
    recognises: (spec: GraderSpec): spec is ImportedGraderSpec => "imported" in spec,
    load: async () => (await import("./imported.ts")).createImportedGrader,
  },
  calibrated: {
    description: "another grader of the eval, its scores mapped (calibrated: {mapping, of})",
    recognises: (spec: GraderSpec): spec is CalibratedGraderSpec => "calibrated" in spec,
    load: async () => (await import("./calibrated.ts")).calibrated,
  },
  panel: {
    description: "several graders of the eval, their levels averaged (panel: {of: [a, b]})",
    recognises: (spec: GraderSpec): spec is PanelGraderSpec => "panel" in spec,
    load: async () => (await import("./panel.ts")).panel,
  },
  cascade: {
    description: "a second grader where the first leaves doubt (cascade: {first, then, when})",
    recognises: (spec: GraderSpec): spec is CascadeGraderSpec => "cascade" in spec,
    load: async () => (await import("./cascade.ts")).cascade,
  },
} as const;

/** Whether a grader's scores stand on evidence that was checked. Only a model is asked for any. */
export function evidenceOf(spec: GraderSpec): "required" | "none" {
  return graderKinds.model.recognises(spec) ? spec.evidence : "none";
}
