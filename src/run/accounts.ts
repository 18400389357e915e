import { createCircuit, type Circuit } from "../models/with-circuit.ts";
import { createSlots, type Slots } from "../models/with-concurrency.ts";
import { createPace, type Pace } from "../models/with-pace.ts";
import type { Environment } from "./environment.ts";
import type { Plan } from "./plan.ts";

/** What all requests to one provider under one key share. */
export type Account = { readonly slots: Slots; readonly pace: Pace; readonly circuit: Circuit };

/** Looks up the account of that name, the same one for all who ask. */
export function createAccounts(
  { maxConcurrency, loaded }: Pick<Plan, "maxConcurrency" | "loaded">,
  { now, sleep }: Environment,
): (name: string) => Account {
  const { requests_per_minute, tokens_per_minute } = loaded.file.spec.limits;
  const limits = {
    requestsPerMinute: requests_per_minute ?? null,
    tokensPerMinute: tokens_per_minute ?? null,
  };
  const accounts = new Map<string, Account>();
  return (name) => {
    const known = accounts.get(name);
    if (known !== undefined) return known;
    const account = {
      slots: createSlots(maxConcurrency),
      pace: createPace({ ...limits, now, sleep }),
      circuit: createCircuit(),
    };
    accounts.set(name, account);
    return account;
  };
}
