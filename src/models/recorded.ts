import { addUsage, type Usage } from "../domain/usage.ts";
import { HarnessError } from "../errors.ts";
import type { Answer, Provider } from "./provider.ts";
import type { ModelFailure, Tag } from "./model.ts";

/** A reply made elsewhere, and what it was for. */
export type RecordedReply = Tag & { readonly text: string; readonly usage: Usage | null };

/** The replies of one file; `label` names it in keys and messages, the same on every machine. */
export type RecordedReplies = { readonly label: string; readonly rows: readonly RecordedReply[] };

/** Replies made elsewhere, found by tag. Where something was asked more than once the last reply binds, and all of them were paid for. */
export function createRecorded(
  name: string,
  { recorded }: { readonly recorded?: RecordedReplies | undefined },
): Provider {
  if (recorded === undefined) {
    throw new HarnessError(
      "usage",
      `recorded:${name} needs the file of its replies: set recorded.file in the grader`,
    );
  }
  const rowsByTag = Map.groupBy(recorded.rows, keyOf);
  return {
    capabilities: {
      structuredOutput: true,
      temperature: true,
      effort: true,
      promptCache: "none",
      cacheTtls: [],
      logprobs: false,
    },
    wire: ({ tag: { sample, dimension } }) => ({
      provider: "recorded",
      baseUrl: recorded.label,
      body: { model: name, sample, dimension },
    }),
    send: async ({ tag }) => answerOf(name, rowsByTag.get(keyOf(tag)) ?? []) ?? noReply(recorded.label, tag),
  };
}

function keyOf({ sample, dimension, repeat, attempt }: Tag): string {
  return JSON.stringify([sample, dimension, repeat, attempt]);
}

function answerOf(name: string, rows: readonly RecordedReply[]): Answer | null {
  const last = rows.at(-1);
  if (last === undefined) return null;
  const usages = rows.map((row) => row.usage).filter((usage) => usage !== null);
  return {
    status: "replied",
    calls: rows.length,
    text: last.text,
    finish: "complete",
    usage: usages.length === rows.length ? usages.reduce(addUsage) : null,
    model: name,
    requestId: null,
  };
}

function noReply(label: string, { sample, dimension, repeat, attempt }: Tag): ModelFailure {
  return {
    status: "failed",
    kind: "no-reply",
    message: `${label} has no reply for sample ${sample}, dimension ${dimension ?? "(all)"}, repeat ${repeat}, attempt ${attempt}`,
    retryable: false,
    fatal: false,
    charged: "no",
    retryAfterMs: null,
  };
}
