import { dossierPage } from "../pages/dossier.ts";
import { pageMarkdown } from "../pages/page.ts";
import type { ScoringReport } from "./scoring-report.ts";

const noLoop = "No candidate has a scored stage of a loop, so there is no dossier.\n";

/** Each candidate's stages joined. */
export const dossiersMarkdown: ScoringReport = async function* ({ dossiers }) {
  const all = await dossiers();
  if (all.length === 0) yield noLoop;
  for (const [index, dossier] of all.entries())
    yield `${index === 0 ? "" : "\n---\n\n"}${pageMarkdown(dossierPage(dossier))}`;
};

/** The same as JSON. */
export const dossiersJson: ScoringReport = async function* ({ dossiers }) {
  yield `${JSON.stringify({ schema: "touchstone.dossiers/1", dossiers: await dossiers() }, null, 2)}\n`;
};
