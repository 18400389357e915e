import { resolve } from "node:path";
import { didYouMean } from "../../domain/did-you-mean.ts";
import { exitCodes, HarnessError } from "../../errors.ts";
import { inspectionCsv, inspectionJson, inspectionText } from "../../reports/inspection.ts";
import { inspectFile } from "../../run/inspect.ts";
import { writeOutput } from "../../store/outputs.ts";
import { readSpeakerRoles } from "../../store/speaker-roles.ts";
import { transcriptFiles } from "../../store/transcript-files.ts";
import { columnKinds, type Columns } from "../../transcripts/format.ts";
import type { Inspection } from "../../transcripts/inspection.ts";
import { repeatable } from "../arguments.ts";
import type { ConfigureCommand } from "../command.ts";
import { tableOrJson } from "../json-output.ts";
import { terminalJson } from "../terminal-json.ts";

type Options = {
  readonly candidate?: string;
  readonly speakers?: string;
  readonly map?: readonly string[];
  readonly output?: readonly string[];
  readonly json?: true;
};

export const configureInspect: ConfigureCommand = (command, io, setExit) => {
  command
    .argument("<files...>", "transcripts in any format, or folders of them")
    .option("--candidate <name>", "the candidate's label; the other speakers are interviewers")
    .option("--speakers <file>", "a .csv with file, speaker and role: who is who in each file")
    .option(
      "--map <names>",
      "where a table or JSON of your own holds what: speaker=who,text=said,start=at (repeatable)",
      repeatable,
    )
    .option(
      "-o, --output <file>",
      "write the findings as .json, or the speakers as .csv (repeatable)",
      tableOrJson,
    )
    .option("--json", "print the findings as JSON")
    .action(async (paths: readonly string[], options: Options) => {
      const inspections = await inspect(paths, options);
      for (const file of options.output ?? []) {
        const render = file.endsWith(".json") ? inspectionJson : inspectionCsv;
        await writeOutput(resolve(io.cwd, file), render(inspections));
      }
      io.stdout(options.json ? terminalJson(inspectionJson(inspections)) : inspectionText(inspections));
      const hasRefused = inspections.some(({ status }) => status === "refused");
      setExit(hasRefused ? exitCodes["invalid-file"] : 0);
    });

  async function inspect(paths: readonly string[], options: Options): Promise<Inspection[]> {
    const { candidate, speakers: rolesFile, map } = options;
    const rolesOf = rolesFile === undefined ? null : await readSpeakerRoles(resolve(io.cwd, rolesFile));
    const columns = map === undefined ? undefined : parseColumns(map);
    const inspections: Inspection[] = [];
    for (const file of await namedFiles(paths)) {
      if (io.interrupted.aborted) throw new HarnessError("aborted", "interrupted");
      const speakers = rolesOf?.(file);
      const roles = { ...(candidate === undefined ? {} : { candidate }), ...(speakers ? { speakers } : {}) };
      inspections.push(
        await inspectFile(resolve(io.cwd, file), file, { roles, ...(columns ? { columns } : {}) }),
      );
    }
    return inspections;
  }

  /** Files as they were given, those of a folder below its name. */
  async function namedFiles(paths: readonly string[]): Promise<string[]> {
    const lists = await Promise.all(
      paths.map(async (path) => {
        const whole = resolve(io.cwd, path);
        const files = await transcriptFiles([whole]);
        return files.map((file) => path.replace(/[/\\]$/, "") + file.slice(whole.length));
      }),
    );
    const files = lists.flat();
    if (files.length === 0) throw new HarnessError("usage", `there are no files in ${paths.join(", ")}`);
    return files;
  }
};

/** Reads `--map speaker=who,text=said`. */
function parseColumns(texts: readonly string[]): Columns {
  const columns = new Map<string, string>();
  for (const entry of texts.flatMap((text) => text.split(","))) {
    const at = entry.indexOf("=");
    const [kind, name] = [entry.slice(0, at).trim(), entry.slice(at + 1).trim()];
    if (at < 1 || name === "")
      throw new HarnessError("usage", `--map ${entry}: expected what it holds and its name, speaker=who`);
    if (!columnKinds.some((known) => known === kind))
      throw new HarnessError(
        "usage",
        `--map ${entry}: there is no "${kind}"${didYouMean(kind, columnKinds)}, expected one of ${columnKinds.join(", ")}`,
      );
    columns.set(kind, name);
  }
  const text = columns.get("text");
  if (text === undefined)
    throw new HarnessError("usage", "--map: text=NAME is missing, expected where the words are");
  return { ...Object.fromEntries(columns), text };
}
