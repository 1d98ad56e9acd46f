// `down`: says what goes, removes it, and proves that nothing is left.
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { CloudRunnerError } from "../../core/errors.ts";
import type { Names } from "../../core/names.ts";
import { isBillingDisabled } from "../../provision/google/cloud-error.ts";
import { destroy, planDestroy } from "../../provision/engine/destroy.ts";
import type { DestroyPlan, DestroyRow } from "../../provision/engine/destroy.ts";
import { hasBuilder } from "../../provision/image/builder-nodes.ts";
import { stackFor } from "../../provision/stack.ts";
import { localCloudOptions } from "../local-cloud/background.ts";
import { confirmByName } from "../../cli/shell/confirm.ts";
import type { Context } from "../../cli/shell/context.ts";
import { formatBytes, plural } from "../../core/duration.ts";
import {
  hasState,
  imagesFolder,
  isPortOpen,
  stateFolder,
  stopLocalCloud,
} from "../local-cloud/local-cloud.ts";
import type { LocalCloud } from "../local-cloud/local-cloud.ts";
import { isRunning } from "../local-cloud/process-table.ts";
import { checkDeleteProject, mayDeleteProject, removeProject } from "../project/delete-project.ts";
import { loadSettings } from "../settings.ts";
import type { View } from "../../cli/shell/view.ts";
import { proveGone } from "./prove-gone.ts";
import { renderRows } from "../../cli/commands/plan/render-plan.ts";
import { reportTo } from "./report-progress.ts";
import { shortName } from "./short-name.ts";
import { withStackToChange } from "./with-stack.ts";
import type { Stack } from "./with-stack.ts";

export interface DownResult {
  stack: string;
  deleted: { kind: string; name: string }[];
  /** What was not made by the stack, and stays. */
  left: { kind: string; name: string }[];
  objects: number;
  bytes: number;
  /** The local cloud's process that was ended. */
  stopped: { pid: number; folder: string } | undefined;
  /** The Google Cloud project that was deleted with it. */
  project: string | undefined;
}

export async function runDown(
  context: Context,
  { deleteProject }: { deleteProject: boolean },
): Promise<DownResult> {
  const settings = await loadSettings(context);
  const { config, names } = settings;
  if (deleteProject) checkDeleteProject(settings);
  if (config.target === "local" && !hasState(context.folder)) {
    await forgetImages(context.folder);
    return { ...nothing(names.stack), project: undefined, stopped: undefined };
  }
  const { removed, localCloud } = await withStackToChange(context, async (stack) => ({
    removed: await removeWhole(context, stack, deleteProject),
    localCloud: stack.localCloud,
  }));
  await forgetImages(context.folder);
  const stopped = localCloud === undefined ? undefined : await removeLocalCloud(context, localCloud);
  return { ...removed, stopped };
}

/** Without a local cloud, images with a model of the user's own are all that this folder holds of a stack. */
async function forgetImages(folder: string): Promise<void> {
  await rm(imagesFolder(folder), { recursive: true, force: true });
  if (!hasState(folder)) await rm(stateFolder(folder), { recursive: true, force: true });
}

const nothing = (stack: string) => ({ stack, deleted: [], left: [], objects: 0, bytes: 0 });

/** The stack, and after it the project if that is asked for. */
export async function removeWhole(
  context: Context,
  stack: Pick<Stack, "cloud" | "settings" | "localCloud">,
  withProject: boolean,
): Promise<Omit<DownResult, "stopped">> {
  if (!withProject) return { ...(await removeAll(context, stack, false)), project: undefined };
  const { cloud } = stack;
  const state = await mayDeleteProject(cloud);
  const removed =
    state === "active"
      ? await removeAll(context, stack, true).catch((error: unknown) => {
          if (isBillingDisabled(error)) return leaveToProject(context, stack.settings.names);
          throw error;
        })
      : nothing(stack.settings.names.stack);
  await removeProject(context, cloud);
  return { ...removed, project: cloud.project };
}

/** Whoever has unlinked billing first wants no more costs, and must not have to link it again for that. */
async function leaveToProject(
  context: Context,
  { stack, project }: Names,
): Promise<ReturnType<typeof nothing>> {
  const why = `Nobody pays for the project ${project}, so what is in it can neither be listed nor removed by itself.`;
  const all = "The project is deleted, with all that anybody put into it. It cannot be undone.";
  await confirmByName(context, `${why}\n${all}`, project);
  return nothing(stack);
}

async function removeAll(
  context: Context,
  stack: Pick<Stack, "cloud" | "settings" | "localCloud">,
  withProject: boolean,
): Promise<Omit<DownResult, "stopped" | "project">> {
  const { progress, output } = context;
  const { cloud, settings } = stack;
  const { names, config } = settings;
  const reading = progress.start("Reading what is there");
  const planned = await hasBuilder(cloud)
    .then((withBuilder) => planDestroy(cloud, stackFor(config, names, undefined, { withBuilder })))
    .finally(() => reading.stop());
  const doomed = planned.rows.filter((row) => row.action === "delete");
  const foreign = planned.rows.filter((row) => row.action === "refuse");
  const { objects, bytes } = contentsOf(doomed);
  if (doomed.length > 0 || withProject || stack.localCloud !== undefined) {
    if (!context.flags.yes) progress.note(renderRows(planned.rows, output.errorView).join("\n"));
    const asked = question(stack, doomed, { objects, bytes });
    if (withProject) {
      const also = `${asked}\nThe project ${names.project} is deleted too, with all that anybody put into it.`;
      await confirmByName(context, also, names.project);
    } else {
      await confirmByName(context, asked, names.stack);
    }
  }
  if (doomed.length > 0) await destroyAll(context, stack, planned, doomed.length);
  await proveGone(context, cloud);
  const named = (rows: readonly DestroyRow[]) => rows.map(({ kind, name }) => ({ kind, name }));
  return { stack: names.stack, deleted: named(doomed), left: named(foreign), objects, bytes };
}

function question(
  { settings, localCloud }: Pick<Stack, "settings" | "localCloud">,
  doomed: readonly DestroyRow[],
  { objects, bytes }: { objects: number; bytes: number },
): string {
  const { stack, project } = settings.names;
  const where = localCloud === undefined ? `project ${project}` : "this folder's local cloud";
  const also =
    localCloud === undefined ? "" : " The local cloud goes too, with whatever else was put into it.";
  return (
    `This deletes ${plural(doomed.length, "resource")} of the stack ${stack} in ${where}, ` +
    `with ${plural(objects, "object")} (${formatBytes(bytes)}) in its buckets. It cannot be undone.${also}`
  );
}

function contentsOf(rows: readonly DestroyRow[]): { objects: number; bytes: number } {
  let objects = 0;
  let bytes = 0;
  for (const { contents } of rows) {
    objects += contents?.objects ?? 0;
    bytes += contents?.bytes ?? 0;
  }
  return { objects, bytes };
}

async function destroyAll(
  context: Context,
  { cloud }: Pick<Stack, "cloud">,
  planned: DestroyPlan,
  total: number,
): Promise<void> {
  const { progress, output } = context;
  const activity = progress.start(`Removing ${plural(total, "resource")}`);
  try {
    await destroy(cloud, planned, reportTo(progress, activity, total, output.errorView));
    activity.stop();
  } catch (error) {
    activity.fail("Not everything is removed");
    throw error;
  }
}

async function removeLocalCloud(
  context: Context,
  localCloud: LocalCloud,
): Promise<{ pid: number; folder: string }> {
  const folder = stateFolder(context.folder);
  const activity = context.progress.start("Stopping the local cloud");
  const { pid, httpPort, grpcPort } = localCloud;
  try {
    await stopLocalCloud(localCloudOptions(context));
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    const left = [
      ...(isRunning(pid) ? [`process ${pid}`] : []),
      ...((await isPortOpen(httpPort)) ? [`port ${httpPort}`] : []),
      ...((await isPortOpen(grpcPort)) ? [`port ${grpcPort}`] : []),
      ...(existsSync(folder) ? [folder] : []),
    ];
    if (left.length > 0) {
      throw new CloudRunnerError("Something of the local cloud is still there.", {
        code: "down.not-gone",
        details: left,
        fix: "Run `cloud-runner down` again.",
      });
    }
    activity.stop();
    return { pid, folder };
  } catch (error) {
    activity.fail();
    throw error;
  }
}

export function renderDown(
  { stack, deleted, left, objects, bytes, stopped, project }: DownResult,
  { paint, symbols }: View,
): string {
  if (deleted.length === 0 && stopped === undefined && project === undefined)
    return `Nothing of ${stack} is up.`;
  const ok = paint.green(symbols.ok);
  return [
    // Of what only goes with its project there is no inventory.
    ...(deleted.length === 0 && project !== undefined
      ? []
      : [
          `${ok} ${plural(deleted.length, "resource")} and ${plural(objects, "object")} (${formatBytes(bytes)}) removed; the inventory of ${stack} is empty`,
        ]),
    ...(stopped === undefined
      ? []
      : [
          `${ok} Local cloud stopped: process ${stopped.pid} and its ports are gone, ${stopped.folder} is removed`,
        ]),
    ...(project === undefined ? [] : [`${ok} Project ${project} is deleted`]),
    ...left.map(
      ({ kind, name }) =>
        `${paint.yellow(symbols.warning)} ${kind} ${shortName(name)} was not made by this stack and stays`,
    ),
  ].join("\n");
}
