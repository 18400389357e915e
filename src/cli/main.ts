import type { Command } from "commander";
import { didYouMean } from "../domain/did-you-mean.ts";
import { exitCodes, HarnessError } from "../errors.ts";
import { version } from "../version.ts";
import { commands, type CommandName } from "./commands/index.ts";
import { helpText } from "./help.ts";
import type { Io } from "./io.ts";
import { shorten } from "./shorten.ts";

const bugExit = 70;

/** The command line as a function: arguments in, exit code out. Only the command that is asked for is loaded. */
export async function main(args: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = args;
  try {
    if (name === undefined || name === "--help" || name === "-h" || name === "help") {
      io.stdout(helpText());
      return name === undefined ? exitCodes.usage : 0;
    }
    if (name === "--version" || name === "-V") {
      io.stdout(`${version}\n`);
      return 0;
    }
    return await runCommand(commandNamed(name), rest, io);
  } catch (error) {
    return report(error, io);
  }
}

function commandNamed(name: string): CommandName {
  const known = Object.keys(commands);
  if (isCommand(name)) return name;
  throw new HarnessError(
    "usage",
    `there is no command "${name}"${didYouMean(name, known)}, expected one of ${known.join(", ")}`,
  );
}

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}

async function runCommand(name: CommandName, args: readonly string[], io: Io): Promise<number> {
  const { Command, CommanderError } = await import("commander");
  const { description, load } = commands[name];
  // Commander would end the process and print by itself; subcommands inherit both settings.
  const command: Command = new Command(`touchstone ${name}`)
    .description(description)
    .exitOverride()
    .configureOutput({ writeOut: io.stdout, writeErr: io.stderr });
  let exit = 0;
  const configure = await load();
  configure(command, io, (code) => {
    exit = code;
  });
  try {
    await command.parseAsync(args, { from: "user" });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
    throw error;
  }
}

function report(error: unknown, io: Io): number {
  if (error instanceof HarnessError) {
    const cause = error.cause instanceof Error ? `\n  cause: ${error.cause.message}` : "";
    io.stderr(`${shorten(error.message, io)}${shorten(cause, io)}\n`);
    return exitCodes[error.code];
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.stderr(`This is a bug in touchstone; please report it with the lines below.\n${shorten(stack, io)}\n`);
  return bugExit;
}
