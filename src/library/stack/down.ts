// `down`: says what goes, removes it, and proves that nothing is left.
import { rm } from "node:fs/promises";
import { CloudError, CloudRunnerError, UsageError } from "../../core/errors.ts";
import { userStateFolder } from "../../core/user/own-folder.ts";
import { isBillingDisabled } from "../../provision/google/cloud-error.ts";
import type { CloudContext } from "../../provision/engine/context.ts";
import { destroy, planDestroy, type DestroyPlan, type DestroyRow } from "../../provision/engine/destroy.ts";
import type { InventoryItem } from "../../provision/engine/inventory.ts";
import { knownFrom } from "../../provision/engine/node.ts";
import { notLookedAt } from "../../provision/engine/unseen.ts";
import { hasBuilder } from "../../provision/image/builder-nodes.ts";
import { findAlerts, withFoundAlerts } from "../../provision/nodes/alert-nodes.ts";
import { findSchedules, withSchedules } from "../../provision/nodes/schedule-nodes.ts";
import { stackFor } from "../../provision/stack.ts";
import { asStep, during } from "../progress.ts";
import type { Session } from "../session.ts";
import { plural } from "../../core/duration.ts";
import { hasState, imagesFolder, stateFolder } from "../local-cloud/local-cloud.ts";
import { removeByForce, removeLocalCloud, type RemovedLocalCloud } from "../local-cloud/remove.ts";
import { isOwnState } from "../local-cloud/own-state.ts";
import { checkDeleteProject, mayDeleteProject, removeProject } from "../project/delete-project.ts";
import { loadSettings, type Settings } from "../settings.ts";
import { proveGone } from "./prove-gone.ts";
import { reportTo } from "./report-progress.ts";
import { withStackToChange, type Stack } from "./with-stack.ts";

export interface DownResult {
  stack: string;
  deleted: { kind: string; name: string }[];
  /** What was not made by the stack. On Google Cloud it stays; a local cloud takes it along. */
  left: { kind: string; name: string }[];
  objects: number;
  bytes: number;
  /** False when the local cloud could not be asked what is in it, and so was removed as a whole. */
  isListed: boolean;
  /** The local cloud that was removed. */
  stopped: RemovedLocalCloud | undefined;
  /** The Google Cloud project that was deleted with it. */
  project: string | undefined;
}

/** Whether there was nothing to remove. */
export const isNothing = ({ deleted, stopped, project }: DownResult): boolean =>
  deleted.length === 0 && stopped === undefined && project === undefined;

/** What is about to be removed. */
export interface Removal {
  stack: string;
  project: string;
  target: "local" | "gcp";
  /** One for each resource: those to delete, and those of the same names that are not the stack's own and stay. */
  rows: readonly DestroyRow[];
  /** In the buckets to delete. */
  objects: number;
  bytes: number;
  /** The Google Cloud project is deleted too, with all that anybody put into it. */
  deletesProject: boolean;
  /** False when an API or billing is off: then what is in the project cannot be listed, and all of it is deleted. */
  isListed: boolean;
  /** Why the local cloud cannot be asked what is in it; then it is removed as a whole. */
  trouble?: string;
}

type Approve = (removal: Removal) => Promise<void>;

export interface DownOptions {
  /** Delete the Google Cloud project too, if `up` made it. */
  deleteProject?: boolean;
  /** Says that it is meant: the name of the stack, or with `deleteProject` the id of the project. */
  confirm?: string;
  /** Asked instead, before anything is removed: resolves to go ahead, rejects to stop with that error. */
  approve?: Approve;
}

/**
 * Removes what carries the stack's own marks, the objects in its buckets included, and looks until nothing is left. On
 * the local cloud it also ends the process and deletes its state, whatever state that is in.
 * @throws UsageError when neither `confirm` nor `approve` says that it is meant; PlanRefusedError when the project was
 * not made by this stack; ApplyError when some resources could not be removed; CloudRunnerError `down.not-gone` when
 * something is still there after a minute and a half, `down.not-looked-at` when a refusal hid what may be there
 */
export async function down(session: Session, options: DownOptions = {}): Promise<DownResult> {
  const settings = await loadSettings(session);
  const { config, names } = settings;
  const { deleteProject = false } = options;
  const approve =
    options.approve ?? confirmedBy(options.confirm, deleteProject ? names.project : names.stack);
  if (deleteProject) checkDeleteProject(settings);
  const { folder, machine } = session;
  const isOwn = () => isOwnState(stateFolder(folder), userStateFolder(machine.env));
  if (config.target === "local" && (!isOwn() || !hasState(folder))) {
    await forgetImages(session);
    return { ...nothing(names.stack), project: undefined, stopped: undefined };
  }
  if (config.target === "local") return downLocally(session, settings, approve);
  const removed = await withStackToChange(session, (stack) =>
    removeWhole(session, stack, { deleteProject, approve }),
  );
  await forgetImages(session);
  return { ...removed, stopped: undefined };
}

/** Always comes to its end: where the local cloud cannot be asked any more, it is removed as a whole. */
async function downLocally(session: Session, settings: Settings, approve: Approve): Promise<DownResult> {
  const approval = { isAsked: false, isGiven: false };
  const asking: Approve = async (removal) => {
    approval.isAsked = true;
    await approve(removal);
    approval.isGiven = true;
  };
  try {
    const { removed, localCloud } = await withStackToChange(
      session,
      async (stack) => ({
        removed: await removeWhole(session, stack, { deleteProject: false, approve: asking }),
        localCloud: stack.localCloud!,
      }),
      { endsSlow: true },
    );
    return { ...removed, stopped: await removeLocalCloud(session, localCloud) };
  } catch (error) {
    const isRefused = approval.isAsked && !approval.isGiven;
    if (isRefused || session.signal.aborted || isAnothersTurn(error)) throw error;
    const { message, details = [] } = error as Error & Partial<CloudRunnerError>;
    const trouble = [message, ...details.slice(0, 1)].join(" ");
    session.progress.warn(`The local cloud cannot be taken down piece by piece: ${trouble}`);
    const { stack, project } = settings.names;
    const whole = { stack, project, target: "local", rows: [], objects: 0, bytes: 0 } as const;
    if (!approval.isAsked) await approve({ ...whole, deletesProject: false, isListed: false, trouble });
    const stopped = await removeByForce(session);
    return { ...nothing(stack), isListed: false, project: undefined, stopped };
  }
}

/** Another command is at work in the folder, and says so; or it is not this user's to remove. */
const isAnothersTurn = (error: unknown): boolean =>
  error instanceof CloudRunnerError &&
  ["local-cloud.lock-timeout", "local-cloud.other-user", "local-cloud.strange-state"].includes(error.code);

function confirmedBy(given: string | undefined, expected: string): Approve {
  if (given === expected) return async () => {};
  throw new UsageError("`down` removes everything, so it must be confirmed.", {
    code: "usage.confirmation-needed",
    fix: `Pass confirm: ${JSON.stringify(expected)}, or a function as approve.`,
  });
}

/** Without a local cloud, images with a model of the user's own are all that this folder holds of a stack. */
async function forgetImages({ folder, machine }: Session): Promise<void> {
  const state = stateFolder(folder);
  try {
    if (!isOwnState(state, userStateFolder(machine.env))) return;
  } catch {
    // What came with a copy of the project is not the stack's.
    return;
  }
  await rm(imagesFolder(folder), { recursive: true, force: true });
  if (!hasState(folder)) await rm(state, { recursive: true, force: true });
}

const nothing = (stack: string) => ({
  stack,
  deleted: [],
  left: [],
  objects: 0,
  bytes: 0,
  isListed: true,
});

/** The stack, and after it the project if that is asked for. */
export async function removeWhole(
  session: Session,
  stack: Pick<Stack, "cloud" | "settings" | "localCloud">,
  how: { deleteProject: boolean; approve: Approve },
): Promise<Omit<DownResult, "stopped">> {
  if (!how.deleteProject) return { ...(await removeAll(session, stack, how)), project: undefined };
  const { cloud } = stack;
  const state = await mayDeleteProject(cloud);
  const removed =
    state === "active"
      ? await removeAll(session, stack, how).catch(async (error: unknown) => {
          if (!isBillingDisabled(error)) throw error;
          return removeUnlisted(stack, how.approve);
        })
      : nothing(stack.settings.names.stack);
  await removeProject(session, cloud);
  return { ...removed, project: cloud.project };
}

/**
 * Whatever is in the project goes with it. Billing may have been unlinked to stop the costs, or an API be off: neither
 * need be fixed to delete the project.
 */
async function removeUnlisted(
  stack: Pick<Stack, "settings" | "localCloud">,
  approve: Approve,
): Promise<Omit<DownResult, "stopped" | "project">> {
  await approve({ ...removalOf(stack, [], true), isListed: false });
  return nothing(stack.settings.names.stack);
}

async function removeAll(
  session: Session,
  stack: Pick<Stack, "cloud" | "settings" | "localCloud">,
  { deleteProject, approve }: { deleteProject: boolean; approve: Approve },
): Promise<Omit<DownResult, "stopped" | "project">> {
  const { cloud, settings } = stack;
  const { names, config } = settings;
  const planned = await during(session.progress, "Reading what is there", async () => {
    const [withBuilder, schedules, alerts] = await Promise.all([
      hasBuilder(cloud),
      seen(findSchedules(cloud), []),
      seen(findAlerts(cloud), { channels: [], policies: [] }),
    ]);
    // Not those of the configuration, which may have changed, but those that are there.
    const stack = stackFor({ ...config, notify: [] }, names, undefined, {
      withBuilder,
      withJob: true,
      withEvents: true,
    });
    return planDestroy(cloud, withFoundAlerts(withSchedules(stack, schedules, names), alerts, names));
  });
  const { rows, unseen } = planned;
  if (deleteProject && unseen.length > 0) return removeUnlisted(stack, approve);
  const doomed = rows.filter(({ action }) => action === "delete");
  const removal = removalOf(stack, rows, deleteProject);
  for (const { kind, name } of unseen) session.progress.warn(`Could not be looked at: ${kind} ${name}`);
  if (doomed.length > 0 || deleteProject || (stack.localCloud !== undefined && unseen.length === 0)) {
    await approve(removal);
  }
  if (doomed.length > 0) await destroyAll(session, cloud, planned, doomed.length);
  else if (unseen.length > 0) throw notLookedAt(unseen);
  const left = await proveGone(session, cloud, unseen, deletedOf(planned));
  const named = (some: readonly DestroyRow[]) => some.map(({ kind, name }) => ({ kind, name }));
  const { objects, bytes } = removal;
  const refused = named(rows.filter(({ action }) => action === "refuse"));
  const strangers = left.filter((item) => !refused.some((row) => listedAs(row) === listedAs(item)));
  const all = { deleted: named(doomed), left: [...refused, ...strangers] };
  return { stack: names.stack, ...all, objects, bytes, isListed: true };
}

/** Where they cannot be listed, the proof at the end says so. */
const seen = <T>(finding: Promise<T>, none: T): Promise<T> =>
  finding.catch((error: unknown) => {
    if (error instanceof CloudError) return none;
    throw error;
  });

/** Whether it is of the stack and was deleted, now or before: lists may name it for a while yet. */
function deletedOf({ nodes, rows, observed }: DestroyPlan): (item: InventoryItem) => boolean {
  const doomed = new Set(rows.filter(({ action }) => action === "delete").map(({ id }) => id));
  const known = knownFrom(observed);
  const deleted = nodes
    .filter((node) => doomed.has(node.id) || observed.of(node) === undefined)
    .map((node) => listedAs({ kind: node.resource.kind, name: node.resource.name(node.spec(known)) }));
  return (item) => deleted.includes(listedAs(item));
}

/** A notification is planned by its topic and listed by its number: those of a bucket go with it. */
const listedAs = ({ kind, name }: InventoryItem): string =>
  `${kind} ${name.replace(/\/notificationConfigs.*/, "")}`;

function removalOf(
  { settings, localCloud }: Pick<Stack, "settings" | "localCloud">,
  rows: readonly DestroyRow[],
  deletesProject: boolean,
): Removal {
  const { stack, project } = settings.names;
  const contents = rows.flatMap((row) => (row.action === "delete" ? (row.contents ?? []) : []));
  return {
    stack,
    project,
    target: localCloud === undefined ? "gcp" : "local",
    rows,
    objects: contents.reduce((sum, { objects }) => sum + objects, 0),
    bytes: contents.reduce((sum, { bytes }) => sum + bytes, 0),
    deletesProject,
    isListed: true,
  };
}

const destroyAll = ({ progress }: Session, cloud: CloudContext, planned: DestroyPlan, total: number) =>
  asStep(
    progress,
    `Removing ${plural(total, "resource")}`,
    (activity) => destroy(cloud, planned, reportTo(progress, activity, total)),
    () => "Not everything is removed",
  );
