import type { Model, ModelRequest } from "./model.ts";
import { estimateTokens } from "./tokens.ts";

const longestPauseMs = 60_000;
const minuteMs = 60_000;

/** When the requests of one account may leave: evenly over the minute where it has limits, and not while it asked everyone to wait. */
export type Pace = {
  /** Waits for a turn. `tokens` are those about to be sent. */
  readonly turn: (tokens: number) => Promise<void>;
  /** Tokens that came back; the next turns wait for them too. */
  readonly spend: (tokens: number) => void;
  /** Nobody leaves for so long, a minute at most. */
  readonly pause: (milliseconds: number) => void;
  /** Whether tokens are limited, and so worth counting. */
  readonly countsTokens: boolean;
};

export function createPace({
  requestsPerMinute,
  tokensPerMinute,
  now,
  sleep,
}: {
  readonly requestsPerMinute: number | null;
  readonly tokensPerMinute: number | null;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}): Pace {
  const perRequestMs = requestsPerMinute === null ? 0 : minuteMs / requestsPerMinute;
  const perTokenMs = tokensPerMinute === null ? 0 : minuteMs / tokensPerMinute;
  let nextRequestAt = -Infinity;
  let nextTokensAt = -Infinity;
  let lastTime = -Infinity;
  let paused: Promise<void> = Promise.resolve();
  return {
    countsTokens: tokensPerMinute !== null,
    turn: async (tokens) => {
      await paused;
      const time = now();
      // A clock that was set back would make everyone wait as long.
      const setBackMs = Math.max(0, lastTime - time);
      nextRequestAt -= setBackMs;
      nextTokensAt -= setBackMs;
      lastTime = time;
      const at = Math.max(time, nextRequestAt, nextTokensAt);
      nextRequestAt = at + perRequestMs;
      nextTokensAt = at + tokens * perTokenMs;
      if (at > time) await sleep(at - time);
      await paused;
    },
    spend: (tokens) => {
      nextTokensAt += tokens * perTokenMs;
    },
    pause: (milliseconds) => {
      const wait = sleep(Math.min(longestPauseMs, milliseconds));
      const before = paused;
      paused = (async () => {
        await before;
        await wait;
      })();
    },
  };
}

/** Sends a request when its account may; a provider that says how long to wait says so to all of the account. */
export function withPace(model: Model, pace: Pace): Model {
  const tokensOf = (request: ModelRequest): Promise<number> | number =>
    pace.countsTokens ? estimateTokens(request.prompt) : 0;
  return {
    ...model,
    reply: async (request) => {
      await pace.turn(await tokensOf(request));
      const outcome = await model.reply(request);
      if (outcome.status === "replied") pace.spend(outcome.usage.outputTokens);
      else if (outcome.retryAfterMs !== null) pace.pause(outcome.retryAfterMs);
      return outcome;
    },
  };
}
