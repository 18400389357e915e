import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { sharedPath } from "../support/shared.ts";

/** Families of a later release. */
const leftOut = {
  dawid_skene: "posteriors of related graders are overconfident",
  mfrm: "needs raters that overlap by design",
  compare_correlations: "graders are compared by the paired bootstrap",
  bootstrap_ci_bca: "covers no better than percentile",
  ppi_mean: "means from few labels are no part of the reports",
};

const folder = sharedPath("fixtures/statistics");
const here = new URL(".", import.meta.url);
const sources = readdirSync(here)
  .filter((file) => /^fixtures.*\.test\.ts$/.test(file))
  .map((file) => readFileSync(new URL(file, here), "utf8"));
const compared = sources.flatMap((source) =>
  [...source.matchAll(/^describeFamily<.*>\("(\w+)"/gm)].map(([, name]) => name),
);

describe.skipIf(folder === null)(`the ${compared.length} families compared`, () => {
  it("are all that the shared fixtures hold, but for those named as left out", () => {
    const families = readdirSync(folder ?? here)
      .filter((file) => file.endsWith(".json"))
      .map((file) => file.replace(".json", ""));
    expect(new Set([...compared, ...Object.keys(leftOut)])).toEqual(new Set(families));
  });

  it.each(Object.entries(leftOut))("leave out %s: %s", (family) => {
    expect(compared).not.toContain(family);
  });
});
