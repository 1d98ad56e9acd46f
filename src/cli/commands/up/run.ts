// `cloud-runner up` as the library does it.
import { readdir } from "node:fs/promises";
import { up, type UpOptions } from "../../../library/stack/up.ts";
import { approveChange } from "../../questions/approve-change.ts";
import type { Context } from "../../shell/context.ts";
import { newProjectFrom, type ProjectOptions } from "./project-options.ts";
import type { Shown } from "./render.ts";

export async function run(
  context: Context,
  { options }: { options: UpOptions & ProjectOptions },
): Promise<Shown> {
  const newProject = newProjectFrom(options);
  const approve = (change: Parameters<typeof approveChange>[1]) => approveChange(context, change);
  const result = await up(context, { ...options, newProject, approve });
  return { up: result, file: await ownFile(context.folder) };
}

/** The first of the folder that looks like one to forecast. */
async function ownFile(folder: string): Promise<string | undefined> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && /^[^.].*\.(csv|tsv|xlsx|parquet)$/i.test(entry.name))
    .map(({ name }) => name)
    .filter((name) => !/\.(forecast|backtest|error|series)\./.test(name))
    .toSorted()[0];
}
