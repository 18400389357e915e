import type { Label, Rater } from "../domain/label.ts";
import type { RunDocument } from "../domain/run.ts";

/** What a report is made of: a run's document, and the labels it was judged by where they are at hand. */
export type ReportInput = {
  readonly document: RunDocument;
  readonly labels: {
    readonly labels: readonly Label[];
    readonly raters: readonly Rater[];
    /** The cluster of each sample; none in runs stored before it was kept. */
    readonly clusters?: Readonly<Record<string, string>>;
  } | null;
};

/** A way to write a run down. */
export type Report = {
  readonly render: (input: ReportInput) => string;
};
