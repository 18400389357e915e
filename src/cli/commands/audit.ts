import { counted } from "../../domain/counted.ts";
import { HarnessError } from "../../errors.ts";
import { eventFiles, verifyEvents } from "../../store/events.ts";
import type { ConfigureCommand } from "../command.ts";
import { withExistingStore } from "../store-option.ts";

type Flags = { readonly store?: string; readonly head?: string };

export const configureAudit: ConfigureCommand = (command, io, setExit) => {
  command
    .command("verify")
    .description("read the event log through: every line as it was written, none missing; exit 1 where not")
    .option("--head <hash>", "the hash that an earlier verify printed and somebody kept elsewhere")
    .option("--store <path>", "the store's file")
    .action(async (flags: Flags) => {
      const { log, verified } = await withExistingStore(flags.store, io, async (store) => ({
        log: eventFiles(store).log,
        verified: await verifyEvents(store),
      }));
      const { events, head, broken, macs } = verified;
      if (flags.head !== undefined && !macs.includes(flags.head)) {
        throw new HarnessError(
          "incomparable",
          `${log}: no line has the hash ${flags.head}: the log was written anew since it was printed`,
        );
      }
      for (const { line, message } of broken) io.stdout(`${log}:${line} ${message}\n`);
      if (broken.length === 0) {
        io.stdout(
          events === 0
            ? "no events on record\n"
            : `${counted(events, "event")}, none changed or missing; keep this elsewhere to notice a log written anew: ${head?.mac}\n`,
        );
      }
      setExit(broken.length === 0 ? 0 : 1);
    });
};
