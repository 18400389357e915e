import { stat } from "node:fs/promises";
import { expect, it } from "vitest";
import { createProject, evalPath } from "../support/project.ts";

it("a log as it was written passes, and its last hash is known again", async () => {
  const project = await createProject();
  await project.touchstone(["run", evalPath, "--dry-run"]);
  expect((await project.touchstone(["audit", "verify"])).out).toBe("no events on record\n");
  await project.touchstone(["run", evalPath]);
  const { code, out } = await project.touchstone(["audit", "verify"]);
  expect(code).toBe(0);
  const head = /: ([0-9a-f]{64})\n$/.exec(out)?.[1] ?? "";
  await project.touchstone(["run", evalPath]);
  expect(await project.touchstone(["audit", "verify", "--head", head])).toMatchObject({ code: 0 });
  expect(await project.touchstone(["audit", "verify", "--head", "f".repeat(64)])).toMatchObject({
    code: 2,
    err: expect.stringContaining("the log was written anew since it was printed"),
  });
});

it("a log that was changed or cut fails, each place named by its line", async () => {
  const project = await createProject();
  await project.touchstone(["run", evalPath]);
  await project.touchstone(["run", evalPath]);
  const log = ".touchstone/store.events.jsonl";
  const [first = "", second = ""] = (await project.read(log)).split("\n");
  await project.write(log, `${first.replace('"type":"run"', '"type":"score"')}\n${second}\n`);
  expect(await project.touchstone(["audit", "verify"])).toMatchObject({
    code: 1,
    out: `${project.file(log)}:1 was changed after it was written\n${project.file(log)}:3 2 missing: the log was cut short\n`,
  });
});

it("what is held about people is not committed by accident, and the key is its owner's alone", async () => {
  const project = await createProject();
  await project.touchstone(["run", evalPath]);
  expect(await project.read(".touchstone/.gitignore")).toBe("*\n");
  expect((await stat(project.file(".touchstone/store.key"))).mode & 0o777).toBe(0o600);
});
