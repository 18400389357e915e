import type { Command } from "commander";
import type { Io } from "./io.ts";

/** Adds a command's arguments, options and action to an empty command; `setExit` says how it ended. */
export type ConfigureCommand = (command: Command, io: Io, setExit: (code: number) => void) => void;
