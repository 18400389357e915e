import { relative, resolve } from "node:path";
import type { Archetypes, Situation } from "../../domain/archetype.ts";
import { didYouMean } from "../../domain/did-you-mean.ts";
import { HarnessError } from "../../errors.ts";
import { bundledArchetypes, readArchetypes } from "../../store/archetypes.ts";
import { starterEval, writeStarter } from "../../store/starter.ts";
import type { ConfigureCommand } from "../command.ts";

/** The profile that the example names when nobody says what the situation is; it is printed, never silent. */
const exampleProfile = "llm_genai";

export const configureInit: ConfigureCommand = (command, io, setExit) => {
  command
    .argument("[dir]", "where to", ".")
    .option("--situation <id>", "what is the case where someone is hired; it picks the profile of weights")
    .action(async (dir: string, { situation: id }: { readonly situation?: string }) => {
      const archetypes = await readArchetypes(bundledArchetypes);
      const situation = id === undefined ? null : situationOf(archetypes, id);
      const profile = situation?.archetype ?? exampleProfile;
      const folder = resolve(io.cwd, dir);
      const written = await writeStarter(folder, profile);
      const here = relative(io.cwd, folder);
      io.stdout(written.map((file) => `wrote ${file}\n`).join(""));
      io.stdout(chosen(archetypes, profile, situation));
      io.stdout(`next: ${here === "" ? "" : `cd ${here} && `}touchstone run ${starterEval}\n`);
      setExit(0);
    });
};

function situationOf({ situations }: Archetypes, id: string): Situation {
  const found = situations.find((situation) => situation.id === id);
  if (found !== undefined) return found;
  const guess = didYouMean(
    id,
    situations.map((situation) => situation.id),
  );
  throw new HarnessError(
    "usage",
    `--situation ${id}: there is no such situation${guess}, expected one of\n${listed(situations)}`,
  );
}

function listed(situations: readonly Situation[]): string {
  const width = Math.max(...situations.map(({ id }) => id.length));
  return situations
    .map(({ id, when, archetype }) => `  ${id.padEnd(width)}  ${when} -> ${archetype}`)
    .join("\n");
}

/** Which profile the eval names and why; the wrong archetype is the wrong hire. */
function chosen(
  { archetypes, situations }: Archetypes,
  profile: string,
  situation: Situation | null,
): string {
  const owns = archetypes[profile]?.owns ?? "";
  if (situation !== null) {
    const note = situation.note === undefined ? "" : ` (${situation.note})`;
    return `profile ${profile}${note}: ${situation.when} -> ${owns}\n`;
  }
  return `profile ${profile}, the example's: ${owns}. Choose your own with --situation:\n${listed(situations)}\n`;
}
