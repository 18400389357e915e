import type { CohortOrder } from "../../domain/recording.ts";
import { pageMarkdown, type Page } from "../pages/page.ts";
import { whatIfPage } from "../pages/what-if.ts";
import type { ScoringReport } from "./scoring-report.ts";

/** The candidates of each cohort's stage under every profile. */
export const ordersMarkdown: ScoringReport = async function* ({ orders }) {
  const all = await orders();
  if (all.length === 0) yield "No cohort has two scorecards of one stage, so there is nothing to order.\n";
  for (const [index, order] of all.entries())
    yield `${index === 0 ? "" : "\n---\n\n"}${pageMarkdown(orderPage(order))}`;
};

/** The same as JSON. */
export const ordersJson: ScoringReport = async function* ({ orders }) {
  yield `${JSON.stringify({ schema: "touchstone.orders/1", orders: await orders() }, null, 2)}\n`;
};

function orderPage({ cohort, stage, order, problem }: CohortOrder): Page {
  const title = `Cohort ${cohort}${stage === null ? "" : `, stage ${stage}`}`;
  if (order === null) return { title, banners: [`Not ordered: ${problem ?? ""}`], sections: [] };
  const page = whatIfPage(order);
  return { ...page, title: `${title}: ${page.title.charAt(0).toLowerCase()}${page.title.slice(1)}` };
}
