import { resolve } from "node:path";
import { counted } from "../../domain/counted.ts";
import { exportReplies, importReplies } from "../../store/replies.ts";
import type { ConfigureCommand } from "../command.ts";
import { withExistingStore, withOpenStore } from "../store-option.ts";

type Flags = { readonly store?: string };

export const configureReplies: ConfigureCommand = (command, io, setExit) => {
  const sub = (name: string, description: string) =>
    command
      .command(name)
      .description(description)
      .argument("<file>", "a JSONL file, packed where its name ends in .gz")
      .option("--store <path>", "the store's file");
  sub(
    "export",
    "write all replies of the store to a file, sorted, so that equal stores give equal files",
  ).action(async (file: string, flags: Flags) => {
    await withExistingStore(flags.store, io, (store) => exportReplies(store, resolve(io.cwd, file)));
    io.stdout(`exported to ${file}\n`);
    setExit(0);
  });
  sub("import", "take the replies of a file into the store; those it has stay as they are").action(
    async (file: string, flags: Flags) => {
      const { read, added } = await withOpenStore(flags.store, io, (store) =>
        importReplies(store, resolve(io.cwd, file)),
      );
      io.stdout(
        `imported ${added} of ${counted(read, "reply", "replies")}; ${counted(read - added, "was", "were")} there\n`,
      );
      setExit(0);
    },
  );
};
