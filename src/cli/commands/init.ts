import { relative, resolve } from "node:path";
import { writeStarter } from "../../store/starter.ts";
import type { ConfigureCommand } from "../command.ts";

export const configureInit: ConfigureCommand = (command, io, setExit) => {
  command.argument("[dir]", "where to", ".").action(async (dir: string) => {
    const folder = resolve(io.cwd, dir);
    const written = await writeStarter(folder);
    const here = relative(io.cwd, folder);
    io.stdout(written.map((file) => `wrote ${file}\n`).join(""));
    io.stdout(`next: ${here === "" ? "" : `cd ${here} && `}touchstone run evals/gold.yaml\n`);
    setExit(0);
  });
};
