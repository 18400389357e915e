import { sha256 } from "../../domain/canonical.ts";
import { personalFiles } from "../../store/erasure-files.ts";
import { readHoldings, subjectNamed } from "../../store/erasure.ts";
import type { ConfigureCommand } from "../command.ts";
import { jsonFile, jsonText, writeJson } from "../json-output.ts";
import { putOnRecord } from "../record.ts";
import { withExistingStore } from "../store-option.ts";
import { terminalJson } from "../terminal-json.ts";

type Flags = { readonly output?: readonly string[]; readonly store?: string };

export const configureExport: ConfigureCommand = (command, io, setExit) => {
  command
    .argument("<candidate>", "whose data, as the dataset or manifest names the candidate")
    .option("-o, --output <file>", "write it to a .json file instead of printing it (repeatable)", jsonFile)
    .option("--store <path>", "the store's file")
    .action(async (candidate: string, { output = [], store: path }: Flags) => {
      const document = await withExistingStore(path, io, async (store) => {
        const subject = await subjectNamed(store, candidate);
        const files = await Promise.all(
          (await personalFiles(subject)).map(async ({ file, read }) => ({ file, text: await read() })),
        );
        const held = {
          schema: "touchstone.export/1",
          candidate,
          held: await readHoldings(store, subject),
          files,
        };
        const about = { document: sha256(JSON.stringify(held)) };
        await putOnRecord(store, { type: "export", subject: candidate, about }, io);
        return held;
      });
      await writeJson(output, document, io);
      if (output.length === 0) io.stdout(terminalJson(jsonText(document)));
      setExit(0);
    });
};
