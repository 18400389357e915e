import { readFile, writeFile } from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { version } from "../../src/version.ts";
import { createProject, evalPath } from "../support/project.ts";

describe("touchstone doctor", () => {
  it("says what runs, where the store is, which keys are there and where prices come from", async () => {
    const project = await createProject();
    const env = { OPENAI_API_KEY: "sk-secret", ANTHROPIC_API_KEY: "" };
    const { code, out, err } = await project.touchstone(["doctor"], { env });
    expect([code, err]).toEqual([0, ""]);
    const [runtime, store, openai, anthropic, prices] = out.split("\n");
    expect(runtime).toBe(`touchstone ${version} on Node 24.0.0`);
    expect(store).toBe(`store: ${project.file(".touchstone/store.sqlite")} (made by the first run)`);
    expect([openai, anthropic]).toEqual([
      "openai: OPENAI_API_KEY is set",
      "anthropic: ANTHROPIC_API_KEY is not set",
    ]);
    expect(prices).toMatch(/^prices: .+, and the price file that an eval names$/);
  });

  it("never prints a key", async () => {
    const project = await createProject();
    const { out, err } = await project.touchstone(["doctor"], { env: { OPENAI_API_KEY: "sk-secret" } });
    expect(out + err).not.toContain("sk-secret");
  });

  it("finds the store of a run, and makes none itself", async () => {
    const project = await createProject();
    await project.touchstone(["doctor"]);
    expect((await project.touchstone(["doctor"])).out).toContain("(made by the first run)");
    await project.touchstone(["run", evalPath]);
    expect((await project.touchstone(["doctor"])).out).toContain(
      `store: ${project.file(".touchstone/store.sqlite")}, readable\n`,
    );
  });

  it("exits 2 where the store is of a newer version or is no store", async () => {
    const project = await createProject();
    await project.write("note.txt", "not a database at all, but long enough to be looked at");
    const strange = await project.touchstone(["doctor", "--store", "note.txt"]);
    expect(strange.code).toBe(2);
    await project.touchstone(["run", evalPath]);
    const database = new DatabaseSync(project.file(".touchstone/store.sqlite"));
    database.exec("PRAGMA user_version = 9999");
    database.close();
    const newer = await project.touchstone(["doctor"]);
    expect([newer.code, newer.out.split("\n")[1]]).toEqual([2, expect.stringContaining("of version 9999")]);
  });

  it("exits 2 where a page of the store is damaged", async () => {
    const project = await createProject();
    await project.touchstone(["run", evalPath]);
    const path = project.file(".touchstone/store.sqlite");
    const bytes = await readFile(path);
    await writeFile(path, bytes.fill(0x5a, 8192, 16_384));
    const { code, out } = await project.touchstone(["doctor"]);
    expect([code, out.split("\n")[1]]).toEqual([2, expect.stringContaining("is damaged or not a store")]);
  });
});
