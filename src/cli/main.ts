import { Command, CommanderError } from "commander";
import { exitCodes, HarnessError } from "../errors.ts";
import { version } from "../version.ts";
import { commands, commandGroups, type CommandName } from "./commands/index.ts";
import type { Io } from "./io.ts";

const bugExit = 70;

/** The command line as a function: arguments in, exit code out. Only the command that is asked for is loaded. */
export async function main(args: readonly string[], io: Io): Promise<number> {
  let exit = 0;
  try {
    const program = createProgram(io);
    const [name = ""] = args;
    for (const [each, { description, load }] of Object.entries(commands)) {
      const command = quiet(program.command(each), io).description(description);
      if (each !== name) continue;
      (await load())(command, io, (code) => {
        exit = code;
      });
    }
    await program.parseAsync([...args], { from: "user" });
    return exit;
  } catch (error) {
    return report(error, io, args.includes("--debug"));
  }
}

function createProgram(io: Io): Command {
  const program = quiet(new Command("touchstone"), io)
    .description("Tests graders of case-study answers against human-scored gold.")
    .version(version)
    .showSuggestionAfterError()
    .addHelpText("after", groupedHelp());
  return program.configureHelp({
    visibleCommands: (command) => command.commands.filter((each) => isFirst(each.name())),
  });
}

function isFirst(name: string): boolean {
  return commandGroups.first.some((each) => each === name);
}

function groupedHelp(): string {
  const { first: _, ...others } = commandGroups;
  const named = Object.entries(others).map(
    ([group, names]) => `  ${group}: ${names.map((each: CommandName) => each).join(", ")}`,
  );
  return `\nMore:\n${named.join("\n")}\n\n"touchstone <command> --help" shows a command's options.`;
}

/** Usage errors are thrown, and everything is printed through `io`. */
function quiet(command: Command, io: Io): Command {
  return command.exitOverride().configureOutput({ writeOut: io.stdout, writeErr: io.stderr });
}

function report(error: unknown, io: Io, debug: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
  if (error instanceof HarnessError) {
    const cause = error.cause instanceof Error ? `\n  cause: ${error.cause.message}` : "";
    io.stderr(`${error.message}${cause}\n`);
    if (debug) io.stderr(`${error.stack ?? ""}\n`);
    return exitCodes[error.code];
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.stderr(`This is a bug in touchstone; please report it with the lines below.\n${stack}\n`);
  return bugExit;
}
