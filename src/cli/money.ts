import type { Bill } from "../domain/bill.ts";
import type { RunDocument } from "../domain/run.ts";

/** What is said of money beside a report: the bill with every figure, and what a month would cost where that is asked. */
export async function moneyText(
  document: RunDocument,
  {
    bill,
    all,
    perMonth,
  }: {
    readonly bill: Bill | null;
    readonly all: boolean | undefined;
    readonly perMonth: number | undefined;
  },
): Promise<string> {
  const { billText, projectionSentences } = await import("../reports/bill.ts");
  const sentences = perMonth === undefined ? [] : projectionSentences(document, perMonth);
  const parts = [
    ...(bill !== null && all === true ? [billText(bill)] : []),
    ...(sentences.length === 0 ? [] : [sentences.map((sentence) => `${sentence}\n`).join("")]),
  ];
  return parts.map((part) => `\n${part}`).join("");
}
