import { InvalidArgumentError } from "commander";
import { largestReplicates } from "../statistics/cluster-bootstrap.ts";
import { largestSeed } from "../statistics/random.ts";

/** A whole number from 1. */
export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("expected a whole number from 1");
  return value;
}

/** A whole number that the generator of random numbers begins with. */
export function seed(text: string): number {
  const value = Number(text);
  if (text === "" || !Number.isInteger(value) || value < 0 || value > largestSeed)
    throw new InvalidArgumentError(`expected a whole number from 0 to ${largestSeed}`);
  return value;
}

/** How often the bootstrap draws. */
export function replicates(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > largestReplicates)
    throw new InvalidArgumentError(`expected a whole number from 1 to ${largestReplicates}`);
  return value;
}

/** Any number above 0. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError("expected a number above 0");
  return value;
}

/** An amount of money above 0. */
export function dollars(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError("expected US dollars above 0");
  return value;
}

/** Collects a repeatable option. */
export function repeatable(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}
