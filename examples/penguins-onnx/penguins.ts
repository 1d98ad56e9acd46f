// The penguins of Palmer station: sizes of 342 animals of three species (Gorman, Williams and Fraser 2014, CC0), from
// the npm package vega-datasets.
import { readFileSync } from "node:fs";

/** Columns of the data, in the order in which the network takes them. */
export const measures = [
  "Beak Length (mm)",
  "Beak Depth (mm)",
  "Flipper Length (mm)",
  "Body Mass (g)",
] as const;

export const species = ["Adelie", "Chinstrap", "Gentoo"] as const;

export interface Penguin {
  measures: number[];
  /** Place in `species`. */
  species: number;
}

/** Those that were measured, in the order of the file. */
export function readPenguins(): Penguin[] {
  const url = new URL("../data/penguins.json", import.meta.resolve("vega-datasets"));
  const rows = JSON.parse(readFileSync(url, "utf8")) as Record<string, unknown>[];
  return rows
    .map((row) => ({
      measures: measures.map((name) => row[name] as number),
      species: species.indexOf(row["Species"] as (typeof species)[number]),
    }))
    .filter((row) => row.measures.every(Number.isFinite));
}

/** Every fifth is kept from training, and shows how good it is. */
export const isHeldOut = (_: Penguin, index: number): boolean => index % 5 === 2;
