import { describe, expect, it } from "vitest";
import { commandGroups, commands } from "../../src/cli/commands/index.ts";
import { main } from "../../src/cli/main.ts";
import { version } from "../../src/version.ts";
import { collectingIo, type CollectedIo } from "../support/io.ts";

async function touchstone(...args: string[]): Promise<{ code: number; io: CollectedIo }> {
  const io = collectingIo({ cwd: "/nowhere" });
  return { code: await main(args, io), io };
}

describe("touchstone", () => {
  it.each([["--help"], ["-h"], ["help"]])(
    "%s shows the first commands with their descriptions and names the rest",
    async (flag) => {
      const { code, io } = await touchstone(flag);
      expect([code, io.err()]).toEqual([0, ""]);
      for (const name of commandGroups.first) {
        expect(io.out()).toMatch(new RegExp(`^ {2}${name} +${commands[name].description}$`, "m"));
      }
      for (const name of Object.keys(commands)) expect(io.out()).toContain(name);
    },
  );

  it("without a command shows the same and exits 2", async () => {
    const { code, io } = await touchstone();
    expect([code, io.out()]).toEqual([2, (await touchstone("--help")).io.out()]);
  });

  it.each([["--version"], ["-V"]])("%s prints the version alone", async (flag) => {
    const { code, io } = await touchstone(flag);
    expect([code, io.out(), io.err()]).toEqual([0, `${version}\n`, ""]);
  });

  it("refuses a command that there is not, with the nearest and all others", async () => {
    const { code, io } = await touchstone("rnu");
    expect([code, io.out()]).toEqual([2, ""]);
    expect(io.err()).toBe(
      `there is no command "rnu" (did you mean "run"?), expected one of ${Object.keys(commands).join(", ")}\n`,
    );
  });

  it.each(["constructor", "__proto__", "--verbose", ""])(
    "refuses %j, which is no command either",
    async (name) => {
      expect((await touchstone(name)).code).toBe(2);
    },
  );
});

describe.each(Object.entries(commands))("touchstone %s", (name, { description }) => {
  it("--help shows its usage and description on stdout and exits 0", async () => {
    const { code, io } = await touchstone(name, "--help");
    expect([code, io.err()]).toEqual([0, ""]);
    expect(io.out()).toContain(`Usage: touchstone ${name} `);
    expect(io.out().replaceAll(/\s+/g, " ")).toContain(description);
  });

  it("refuses a flag that it does not have, with exit 2", async () => {
    const { code, io } = await touchstone(name, "--no-such-flag");
    expect([code, io.out()]).toEqual([2, ""]);
    expect(io.err()).toContain("unknown option '--no-such-flag'");
  });
});

describe("an error that is no one's input", () => {
  it("is called a bug, with its stack, and exits 70", async () => {
    const io = collectingIo({
      stdout: () => {
        throw new TypeError("planted");
      },
    });
    expect(await main(["--version"], io)).toBe(70);
    expect(io.err()).toMatch(
      /^This is a bug in touchstone; please report it with the lines below\.\nTypeError: planted\n {4}at /,
    );
  });
});
