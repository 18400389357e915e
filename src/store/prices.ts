import { priceFileSchema, type PriceFile } from "../models/prices.ts";
import { readYaml } from "./yaml.ts";

/** Reads a project's price file; a bad one is refused with every problem. */
export async function readPrices(file: string): Promise<PriceFile> {
  return (await readYaml(file, priceFileSchema)).value;
}
