import type { GraderCard } from "../domain/grader-card.ts";
import {
  anchorNote,
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
import { markdownInline } from "./markdown-inline.ts";
import { markdownTable } from "./table.ts";
import { decimal, percent } from "./words.ts";

/** The grader card as Markdown, to be kept beside the eval. */
export function cardMarkdown(card: GraderCard): string {
  return [
    `# ${markdownInline(`Grader card: ${card.eval}`)}\n`,
    ...card.banners.map((banner) => `> ${markdownInline(banner)}\n`),
    ...cardHeading(card).map((sentence) => `${markdownInline(sentence)}\n`),
    ...candidatesOf(card).map((grader) =>
      section(grader, markdownTable(trustTable(card, grader)), bullets(verdictSentences(card, grader))),
    ),
    section("What the verdicts allow", bullets(verdictMeanings(card))),
    section(
      "Agreement and cost",
      markdownTable(configurationTable(card)),
      `${markdownInline(choiceSentence(card))}\n`,
    ),
    section("Score mappings", markdownTable(mappingTable(card)), bullets(unfittedSentences(card))),
    section(
      "Without a human",
      markdownTable(routingTable(card)),
      markdownTable({
        head: ["accepted", "signal", "share", "doubt at most", "wrong [95 %]", "n"],
        rows: card.risk.map((row) => [
          `${row.grader} ${row.dimension}`,
          row.signal,
          percent(row.accepted),
          decimal(row.doubt),
          `${percent(row.wrong.share)} [${percent(row.wrong.low)}, ${percent(row.wrong.high)}]`,
          String(row.wrong.n),
        ]),
      }),
    ),
    section("Label next", bullets(labelNextSentences(card))),
    section("Few-shot anchors", markdownTable(anchorTable(card)), `${markdownInline(anchorNote)}\n`),
    `Fingerprint ${card.fingerprint.hash}\n`,
  ].join("\n");
}

function bullets(sentences: readonly string[]): string {
  return sentences.map((sentence) => `- ${markdownInline(sentence)}\n`).join("");
}

function section(title: string, ...parts: readonly string[]): string {
  return [`## ${markdownInline(title)}\n`, ...parts.filter((part) => part !== "")].join("\n");
}
