import type { GraderCard } from "../domain/grader-card.ts";
import {
  anchorTable,
  candidatesOf,
  cardHeading,
  choiceSentence,
  configurationTable,
  labelNextSentences,
  mappingTable,
  routingTable,
  trustTable,
  unfittedSentences,
  verdictMeanings,
  verdictSentences,
} from "./card-words.ts";
import { oneLine } from "./one-line.ts";
import { alignedTable, type Table } from "./table.ts";

/** The card as a terminal shows it: verdicts, why, what it costs, and what to do next. */
export function cardText(card: GraderCard): string {
  const anchored = card.anchors.filter(({ samples }) => samples.length > 0).length;
  return [
    lines(card.banners.map((banner) => `! ${banner}`)),
    lines(cardHeading(card)),
    ...candidatesOf(card).flatMap((grader) => [
      alignedTable(trustTable(card, grader)),
      lines(verdictSentences(card, grader)),
    ]),
    lines(verdictMeanings(card)),
    alignedTable(configurationTable(card)),
    lines([choiceSentence(card)]),
    tableIfAny(mappingTable(card)),
    lines(unfittedSentences(card)),
    tableIfAny(routingTable(card)),
    lines(["label next:", ...labelNextSentences(card).map((sentence) => `  ${sentence}`)]),
    anchored === 0
      ? lines(["few-shot anchors: no level has an answer that two raters agree on"])
      : alignedTable(anchorTable(card)),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

function tableIfAny(table: Table): string {
  return table.rows.length === 0 ? "" : alignedTable(table);
}

function lines(sentences: readonly string[]): string {
  return sentences.map((sentence) => `${oneLine(sentence)}\n`).join("");
}
