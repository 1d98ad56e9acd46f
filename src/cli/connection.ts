// From settings to clients: where the target listens, with the local cloud running if that is the target.
import { createClients } from "../provision/clients.ts";
import type { Clients, Endpoint } from "../provision/clients.ts";
import { localCloudOptions } from "./background.ts";
import type { Context } from "./context.ts";
import { findLocalCloud, httpUrl, nothingIsUp, startLocalCloud } from "./local-cloud.ts";
import type { LocalCloud } from "./local-cloud.ts";
import { loadSettings } from "./settings.ts";
import type { Settings } from "./settings.ts";

export interface Connection {
  settings: Settings;
  clients: Clients;
  /** Undefined when the target is Google Cloud. */
  localCloud: LocalCloud | undefined;
}

export interface ConnectOptions {
  /** Start a local cloud even if this folder never had one; only `up` may. */
  create?: boolean;
}

/** Runs `work` with clients that are closed afterwards, whatever happens. */
export async function withConnection<T>(
  context: Context,
  work: (connection: Connection) => Promise<T>,
  { create = false }: ConnectOptions = {},
): Promise<T> {
  const settings = await loadSettings(context);
  const { target } = settings.config;
  const localCloud = target === "local" ? await connectLocal(context, create) : undefined;
  const clients = createClients(endpointOf(localCloud), settings.names.project);
  try {
    return await work({ settings, clients, localCloud });
  } finally {
    await clients.close();
  }
}

async function connectLocal(context: Context, create: boolean): Promise<LocalCloud> {
  const options = localCloudOptions(context);
  const found = await findLocalCloud(options);
  if (found.status === "running") return found.cloud;
  if (found.status === "absent" && !create) throw nothingIsUp(context.folder);
  const activity = context.progress.start("Starting the local cloud");
  try {
    const cloud = await startLocalCloud(options);
    activity.succeed(`The local cloud runs: process ${cloud.pid}, port ${cloud.httpPort}`);
    return cloud;
  } catch (error) {
    activity.fail();
    throw error;
  }
}

const endpointOf = (cloud: LocalCloud | undefined): Endpoint =>
  cloud === undefined
    ? { target: "gcp" }
    : { target: "local", httpUrl: httpUrl(cloud), grpcHost: "127.0.0.1", grpcPort: cloud.grpcPort };
