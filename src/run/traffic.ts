import { HarnessError } from "../errors.ts";
import type { Model } from "../models/model.ts";
import type { Environment } from "./environment.ts";

/** The requests of one run on their way. */
export type Traffic = {
  /** Once one reply could not be kept, or the person interrupted, nothing more leaves; what is on its way is stored. */
  readonly withStop: (model: Model) => Model;
  /** Counts a model's requests among those under way. */
  readonly tracked: (model: Model) => Model;
  /** Resolves when no request is under way. */
  readonly idle: () => Promise<void>;
};

export function createTraffic({ interrupted }: Pick<Environment, "interrupted">): Traffic {
  let stopped: unknown = null;
  const stop = (error: unknown): never => {
    stopped ??= error;
    throw error;
  };
  const underWay = new Set<Promise<unknown>>();
  const track = <T>(outcome: Promise<T>): Promise<T> => {
    const tracked = outcome.finally(() => underWay.delete(tracked));
    underWay.add(tracked);
    return tracked;
  };
  return {
    withStop: (model) => ({
      ...model,
      async reply(request) {
        if (stopped !== null) throw stopped;
        if (interrupted.aborted) stop(interruption());
        return model.reply(request).catch(stop);
      },
    }),
    tracked: ({ further, ...model }) => ({
      ...model,
      reply: (request) => track(model.reply(request)),
      ...(further !== undefined && { further: (request) => track(further(request)) }),
    }),
    idle: async () => {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
  };
}

function interruption(): HarnessError {
  return new HarnessError(
    "aborted",
    "interrupted: replies that arrived are stored, the same command goes on from here",
  );
}
