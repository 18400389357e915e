import { commandGroups, commands } from "./commands/index.ts";

/** What `touchstone --help` prints: the first commands with their descriptions, the others by name. */
export function helpText(): string {
  const { first, ...others } = commandGroups;
  const width = Math.max(...first.map((name) => name.length));
  return [
    "Usage: touchstone <command> [options]",
    "",
    "Tests graders of case-study answers against human-scored gold.",
    "",
    ...first.map((name) => `  ${name.padEnd(width)}  ${commands[name].description}`),
    "",
    "More:",
    ...Object.entries(others).map(([group, names]) => `  ${group}: ${names.join(", ")}`),
    "",
    '"touchstone <command> --help" shows a command\'s options, "touchstone --version" the version.',
    "",
  ].join("\n");
}
