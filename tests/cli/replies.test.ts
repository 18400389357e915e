import { gunzipSync } from "node:zlib";
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { openStore } from "../../src/store/database.ts";
import { storedReplies } from "../../src/store/replies.ts";
import { replyNamed } from "../store/stores.ts";
import { createProject, type Project } from "../support/project.ts";

async function putReplies(project: Project, names: readonly string[]): Promise<void> {
  const store = await openStore(project.file(".touchstone/store.sqlite"));
  for (const name of names) await storedReplies(store).put(replyNamed(name));
  await store.close();
}

describe("touchstone replies", () => {
  it("brings all replies of one store into another, packed or not", async () => {
    const [from, to] = [await createProject(), await createProject()];
    await putReplies(from, ["b", "a", "c"]);
    await putReplies(to, ["a"]);
    const exported = await from.touchstone(["replies", "export", "kept/replies.jsonl.gz"]);
    expect(exported).toEqual({ code: 0, out: "exported to kept/replies.jsonl.gz\n", err: "" });
    const packed = from.file("kept/replies.jsonl.gz");
    const imported = await to.touchstone(["replies", "import", packed]);
    expect(imported).toEqual({ code: 0, out: "imported 2 of 3 replies; 1 was there\n", err: "" });
    expect(await to.storedReplies()).toBe(3);

    await to.touchstone(["replies", "export", "plain.jsonl"]);
    expect(await to.read("plain.jsonl")).toBe(gunzipSync(await readFile(packed)).toString("utf8"));
    const again = await to.touchstone(["replies", "import", "plain.jsonl"]);
    expect(again.out).toBe("imported 0 of 3 replies; 3 were there\n");
  });

  it("works on the store that --store names", async () => {
    const project = await createProject();
    await putReplies(project, ["a"]);
    await project.touchstone(["replies", "export", "a.jsonl"]);
    const { out } = await project.touchstone(["replies", "import", "a.jsonl", "--store", "other.sqlite"]);
    expect(out).toBe("imported 1 of 1 reply; 0 were there\n");
  });

  it("refuses a file with half a line, with its place, and takes nothing of it", async () => {
    const project = await createProject();
    await putReplies(project, ["a", "b"]);
    await project.touchstone(["replies", "export", "a.jsonl"]);
    await project.write("half.jsonl", (await project.read("a.jsonl")).slice(0, -20));
    const { code, err } = await project.touchstone([
      "replies",
      "import",
      "half.jsonl",
      "--store",
      "o.sqlite",
    ]);
    expect(code).toBe(2);
    expect(err).toMatch(/^half\.jsonl:2/);
    const whole = await project.touchstone(["replies", "import", "a.jsonl", "--store", "o.sqlite"]);
    expect(whole.out).toBe("imported 2 of 2 replies; 0 were there\n");
  });

  it.each([
    { args: ["replies", "import", "none.jsonl"], sentence: "none.jsonl: there is no such file" },
    { args: ["replies", "import"], sentence: "missing required argument 'file'" },
    { args: ["replies", "exprot", "x"], sentence: "(Did you mean export?)" },
    { args: ["replies"], sentence: "Usage: touchstone replies" },
  ])("refuses $args with exit 2", async ({ args, sentence }) => {
    const project = await createProject();
    const { code, err } = await project.touchstone(args);
    expect(code).toBe(2);
    expect(err).toContain(sentence);
  });
});
