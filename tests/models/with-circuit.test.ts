import { describe, expect, it } from "vitest";
import type { ModelFailure } from "../../src/models/model.ts";
import { scriptedModel, type Script } from "../../src/models/scripted.ts";
import { createCircuit, withCircuit } from "../../src/models/with-circuit.ts";
import { failure, requestFor } from "./requests.ts";

/** Models at one account; `sent` is what left. */
function atOneAccount() {
  const account = createCircuit();
  const opened: ModelFailure[] = [];
  let sent = 0;
  const model = (script: Script) =>
    withCircuit(
      scriptedModel((request) => {
        sent += 1;
        return script(request);
      }),
      { account, onOpen: (_, why) => opened.push(why) },
    );
  return { model, opened, sent: () => sent };
}

describe("withCircuit", () => {
  it.each(["quota", "auth"] as const)("sends nothing more to an account after %s", async (kind) => {
    const { model, opened, sent } = atOneAccount();
    const refused = model(() => failure(kind));
    const other = model(() => "done");
    const first = await refused.reply(requestFor());
    expect(first).toMatchObject({ kind, fatal: false, retryable: false });
    expect(await refused.reply(requestFor())).toBe(first);
    expect(await other.reply(requestFor())).toBe(first);
    expect(sent()).toBe(1);
    expect(opened).toEqual([first]);
  });

  it("keeps to the model that nobody knows: its neighbours go on", async () => {
    const { model, sent } = atOneAccount();
    const unknown = model(() => failure("unknown-model"));
    const known = model(() => "done");
    await unknown.reply(requestFor());
    await unknown.reply(requestFor());
    expect(await known.reply(requestFor())).toMatchObject({ text: "done" });
    expect(sent()).toBe(2);
  });

  it("stays closed on what may pass", async () => {
    const { model, opened, sent } = atOneAccount();
    const busy = model(() => failure("overloaded"));
    await busy.reply(requestFor());
    await busy.reply(requestFor());
    expect(sent()).toBe(2);
    expect(opened).toEqual([]);
  });

  it("tells once of requests that are refused together", async () => {
    const { model, opened } = atOneAccount();
    const refused = model(() => failure("auth"));
    await Promise.all([1, 2, 3].map(() => refused.reply(requestFor())));
    expect(opened).toHaveLength(1);
  });
});
