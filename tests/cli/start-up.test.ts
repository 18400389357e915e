import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { createProject, evalPath } from "../support/project.ts";

const tracer = fileURLToPath(new URL("trace-modules.mjs", import.meta.url));
const source = new URL("../../src/", import.meta.url).href;

/** What a command prints, and the packages, node's own parts and files of ours that it loads. */
function traced(args: readonly string[], cwd = ".") {
  const { status, stdout, stderr } = spawnSync(process.execPath, [tracer, ...args], {
    cwd,
    encoding: "utf8",
  });
  const urls = z.array(z.string()).parse(JSON.parse(stderr.trimEnd().split("\n").at(-1) ?? ""));
  const packages = urls.flatMap((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? []);
  return {
    status,
    stdout,
    packages: [...new Set(packages)].sort(),
    builtIns: urls.filter((url) => url.startsWith("node:")),
    own: urls.filter((url) => url.startsWith(source)).map((url) => url.slice(source.length)),
  };
}

const sdks = ["undici", "openai", "@anthropic-ai/sdk", "@pydantic/genai-prices", "gpt-tokenizer"];

describe("start-up", () => {
  it.each([["--help"], ["--version"], ["rnu"]])(
    "%s loads no package at all, and of ours nothing but the command line's own words",
    (flag) => {
      const { packages, own, builtIns } = traced([flag]);
      expect(packages).toEqual([]);
      expect(
        own.filter(
          (file) =>
            !/^(cli\/|errors\.ts|version\.ts|domain\/did-you-mean\.ts|reports\/one-line\.ts)/.test(file),
        ),
      ).toEqual([]);
      expect(own.filter((file) => file.startsWith("cli/commands/"))).toEqual(["cli/commands/index.ts"]);
      expect(builtIns.filter((name) => !["node:path", "node:timers/promises"].includes(name))).toEqual([]);
    },
  );

  it("a command's --help loads that command alone", () => {
    const { packages, own } = traced(["doctor", "--help"]);
    expect(packages).toContain("commander");
    expect(own.filter((file) => file.startsWith("cli/commands/"))).toEqual([
      "cli/commands/index.ts",
      "cli/commands/doctor.ts",
    ]);
  });

  it("an offline run loads no SDK, tokenizer or price list", async () => {
    const project = await createProject();
    const { status, stdout, packages } = traced(["run", evalPath, "--offline"], project.path);
    expect(stdout).toContain("PASS");
    expect(status).toBe(0);
    expect(packages).toEqual(expect.arrayContaining(["commander", "kysely", "yaml", "zod"]));
    expect(packages.filter((name) => sdks.includes(name))).toEqual([]);
  });
});
