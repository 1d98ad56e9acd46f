// `local start`, `stop`, `status` and `list`: the local cloud by itself, for who comes with other tools than this one.
import { existsSync } from "node:fs";
import { createExec } from "../../core/exec.ts";
import { PreconditionError, UsageError } from "../../core/errors.ts";
import { asStep } from "../progress.ts";
import type { Session } from "../session.ts";
import { loadSettings } from "../settings.ts";
import { emulatorVariables } from "../stack/emulator-variables.ts";
import { botoConfigOf } from "../stack/tls.ts";
import { localCloudOptions } from "./background.ts";
import {
  findLocalCloud,
  httpUrl,
  startLocalCloud,
  stateFolder,
  stopLocalCloud,
  type Found,
  type LocalCloud,
} from "./local-cloud.ts";
import { runningClouds } from "./running-clouds.ts";

export interface LocalCloudState {
  folder: string;
  /** `outdated`: it runs an older build than is installed; the next command restarts it. `slow`: it does not answer now. */
  status: Found["status"];
  /** What it had when it last ran, once it is stopped. */
  pid?: number;
  http?: string;
  grpc?: string;
  startedAt?: string;
}

/** `silent`: its folder does not say where it listens. `orphan`: its folder is gone, and it is about to end by itself. */
export interface ListedCloud extends Omit<LocalCloudState, "status"> {
  status: LocalCloudState["status"] | "silent" | "orphan";
}

export interface LocalCloudAddress extends LocalCloudState {
  project: string;
  /** Variables that point other clients at it. */
  environment: Record<string, string>;
}

const described = ({ pid, httpPort, grpcPort, startedAt }: LocalCloud) => ({
  pid,
  http: httpUrl({ httpPort }),
  grpc: `127.0.0.1:${grpcPort}`,
  startedAt,
});

async function addressOf(session: Session, found: Found): Promise<LocalCloudAddress> {
  const { folder, overrides } = session;
  const settings = await loadSettings({ ...session, overrides: { ...overrides, target: "local" } });
  const { project } = settings.names;
  const cloud = "cloud" in found ? found.cloud : undefined;
  const last = found.status === "stopped" ? found.last : cloud;
  const botoConfig = botoConfigOf(folder);
  return {
    folder,
    status: found.status,
    project,
    ...(last !== undefined && described(last)),
    environment: {
      ...(cloud && emulatorVariables({ ...cloud, project })),
      ...(cloud && botoConfig !== undefined && { BOTO_CONFIG: botoConfig }),
    },
  };
}

/** Starts the local cloud of the folder, empty or with what was put into it before, unless it runs already. */
export async function startLocal(session: Session): Promise<LocalCloudAddress> {
  refuseProject(session);
  const options = localCloudOptions(session);
  const found = await findLocalCloud(options);
  if (found.status === "running") {
    session.progress.note(`The local cloud runs already: ${placeOf(found.cloud)}`, { mark: "ok" });
    return addressOf(session, found);
  }
  return asStep(session.progress, "Starting the local cloud", async (activity) => {
    const cloud = await startLocalCloud(options);
    activity.succeed(`The local cloud runs: ${placeOf(cloud)}`);
    return addressOf(session, { status: "running", cloud });
  });
}

const placeOf = ({ pid, httpPort }: LocalCloud): string => `process ${pid}, port ${httpPort}`;

/** Otherwise `--project` chooses Google Cloud, which is not what these commands are about. */
function refuseProject({ overrides }: Session): void {
  if (overrides.project === undefined) return;
  throw new UsageError("--project cannot be used here: the local cloud has one project of its own.", {
    details: ["Its name is what `cloud-runner local status` shows once it runs."],
    fix: "Leave out --project.",
  });
}

/** Ends the process; what is in the local cloud stays for the next start. */
export async function stopLocal(session: Session): Promise<LocalCloudState & { stopped: boolean }> {
  const options = localCloudOptions(session);
  const before = await findLocalCloud(options);
  await stopLocalCloud(options);
  const { status } = await findLocalCloud(options);
  return {
    folder: session.folder,
    status,
    stopped: "cloud" in before,
    ...("cloud" in before && described(before.cloud)),
  };
}

export async function localStatus(session: Session): Promise<LocalCloudAddress> {
  refuseProject(session);
  return addressOf(session, await findLocalCloud(localCloudOptions(session)));
}

/** Every one that this user runs on this machine, whatever its folder. */
export async function listLocal(session: Session): Promise<{ clouds: ListedCloud[] }> {
  const running = await runningClouds(createExec(session.machine.env));
  const clouds = running.map(async ({ pid, folder }): Promise<ListedCloud> => {
    // One of an older version, whose state has no mark, is not asked.
    const found = await findLocalCloud(localCloudOptions({ ...session, folder })).catch(leftOut);
    if ("cloud" in found && found.cloud.pid === pid)
      return { folder, status: found.status, ...described(found.cloud) };
    return { folder, status: existsSync(stateFolder(folder)) ? "silent" : "orphan", pid };
  });
  return { clouds: await Promise.all(clouds) };
}

function leftOut(error: unknown): Found {
  if (error instanceof PreconditionError) return { status: "absent" };
  throw error;
}
