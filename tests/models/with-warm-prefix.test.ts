import { describe, expect, it } from "vitest";
import type { Model, ModelRequest } from "../../src/models/model.ts";
import { scriptedModel } from "../../src/models/scripted.ts";
import { withWarmPrefix } from "../../src/models/with-warm-prefix.ts";

/** A request over marked prefixes, such as a rubric and then a case study. */
function requestOver(...prefixes: readonly string[]): ModelRequest {
  return {
    prompt: {
      system: prefixes.map((text) => ({ text, cache: true })),
      user: [{ text: "An answer.", cache: false }],
      reply: { kind: "text" },
    },
    params: { max_output_tokens: 10 },
    tag: { sample: prefixes.join(" "), dimension: null, repeat: 1, attempt: 1 },
  };
}

/** Says when requests leave and arrive. */
function observed(events: string[], fails: (request: ModelRequest) => boolean = () => false): Model {
  const scripted = scriptedModel(() => "3");
  return {
    ...scripted,
    reply: async (request) => {
      events.push(`ask ${request.tag.sample}`);
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (fails(request)) throw new Error("lost");
      events.push(`got ${request.tag.sample}`);
      return scripted.reply(request);
    },
  };
}

describe("withWarmPrefix", () => {
  it("lets the first call of a prefix go alone, and the rest together", async () => {
    const events: string[] = [];
    const model = withWarmPrefix(observed(events), new Map());
    await Promise.all(["r", "r", "r"].map((prefix) => model.reply(requestOver(prefix))));
    expect(events).toEqual(["ask r", "got r", "ask r", "ask r", "got r", "got r"]);
  });

  it("does so for every prefix within a prefix: the rubric first, then each case study", async () => {
    const events: string[] = [];
    const model = withWarmPrefix(observed(events), new Map());
    const requests = ["a", "b", "b", "a"].map((each) => requestOver("r", each));
    await Promise.all(requests.map((request) => model.reply(request)));
    expect(events.slice(0, 2)).toEqual(["ask r a", "got r a"]);
    expect(events.slice(2, 4)).toEqual(["ask r b", "ask r a"]);
    expect(events.indexOf("ask r b", 3)).toBeGreaterThan(events.indexOf("got r b"));
  });

  it("holds nobody back for another prefix, or where nothing is shared", async () => {
    const events: string[] = [];
    const model = withWarmPrefix(observed(events), new Map());
    await Promise.all([requestOver("a"), requestOver("b"), requestOver(), requestOver()].map(model.reply));
    expect(events.slice(0, 4).map((event) => event.slice(0, 3))).toEqual(["ask", "ask", "ask", "ask"]);
  });

  it("goes on where the first call failed", async () => {
    const events: string[] = [];
    let calls = 0;
    const model = withWarmPrefix(
      observed(events, () => (calls += 1) === 1),
      new Map(),
    );
    const outcomes = await Promise.allSettled([requestOver("a"), requestOver("a")].map(model.reply));
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
  });
});
