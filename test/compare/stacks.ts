// The three services that inputs are sent to, each with its project folder's files and all its inputs.
import { readFileSync } from "node:fs";
import { brokenFiles } from "../fixtures/broken-files.ts";
import type { Input } from "./inputs/input.ts";
import { manifests } from "./inputs/manifests.ts";
import { odd } from "./inputs/odd.ts";
import { ownRows, ownSeries } from "./inputs/own.ts";
import { panels } from "./inputs/panels.ts";
import { prophet } from "./inputs/prophet.ts";
import { single } from "./inputs/single.ts";

export interface Stack {
  name: string;
  /** By name, what lies in the project folder. */
  files: Readonly<Record<string, string>>;
  inputs: readonly Input[];
}

const broken = brokenFiles.map(
  ({ name, bytes, parameters, object = `broken/${name}.csv` }): Input => ({
    name: object,
    content: bytes(),
    ...(parameters && { parameters }),
  }),
);

const withModel = (file: string, more: object = {}) => ({
  "cloud-runner.json": JSON.stringify({ name: "compare", model: "./model.ts", ...more }),
  "model.ts": readFileSync(new URL(`models/${file}`, import.meta.url), "utf8"),
});

export const stacks: readonly Stack[] = [
  {
    name: "built-in",
    files: { "cloud-runner.json": JSON.stringify({ name: "compare" }) },
    inputs: [...single, ...prophet, ...panels, ...odd, ...manifests, ...broken],
  },
  { name: "own-series", files: withModel("series.ts", { forecast: { horizon: 5 } }), inputs: ownSeries },
  { name: "own-rows", files: withModel("rows.ts"), inputs: ownRows },
];
