// From settings to clients: where the target listens, with the local cloud running if that is the target.
import { withTemporaryFolder } from "../core/disk/temporary-folder.ts";
import { platformOf } from "../core/platform/platform.ts";
import { createClients, type Clients } from "../provision/google/clients.ts";
import type { Endpoint } from "../provision/google/connection.ts";
import { credentialsFileOf } from "../provision/google/credentials-file.ts";
import { localCloudOptions } from "./local-cloud/background.ts";
import { notRunning } from "./local-cloud/not-running.ts";
import type { Machine } from "./machine.ts";
import { asStep } from "./progress.ts";
import type { Session } from "./session.ts";
import {
  findLocalCloud,
  findPatiently,
  httpUrl,
  nothingIsUp,
  startLocalCloud,
  stopLocalCloud,
  type LocalCloud,
  type LocalCloudOptions,
} from "./local-cloud/local-cloud.ts";
import { loadSettings, type Settings } from "./settings.ts";
import { requireTrust } from "./trust/require-trust.ts";

export interface Connection {
  settings: Settings;
  clients: Clients;
  /** Undefined when the target is Google Cloud. */
  localCloud: LocalCloud | undefined;
}

export interface ConnectOptions {
  /**
   * What to do when this folder has no local cloud: `create` one, as only `up` may; `imagine` an empty one, elsewhere and
   * only for as long as the work lasts. Otherwise the command ends.
   */
  absent?: "create" | "imagine";
  /** The Google Cloud project was made a moment ago. */
  isFresh?: boolean;
  /** May end a local cloud that does not answer, as only `up` and `down` do: others may be at work on it. */
  endsSlow?: boolean;
}

/** Runs `work` with clients that are closed afterwards, whatever happens. */
export async function withConnection<T>(
  session: Session,
  work: (connection: Connection) => Promise<T>,
  { absent, isFresh = false, endsSlow = false }: ConnectOptions = {},
): Promise<T> {
  const settings = await loadSettings(session);
  if (settings.config.target !== "local") {
    await requireTrust(session);
    return using(undefined);
  }
  const options = { ...localCloudOptions(session), sparesSlow: !endsSlow };
  // Outside of the lock for starting it, in which nobody should wait long.
  const found = endsSlow ? await findLocalCloud(options) : await findPatiently(options);
  if (found.status === "running") return using(found.cloud);
  if (session.sparesCloud === true) throw notRunning(session.folder, found.status);
  if (found.status !== "absent" || absent === "create") return using(await start(session, options));
  if (absent === undefined) throw nothingIsUp(session.folder);
  return withTemporaryFolder("cloud-runner-", async (folder) => {
    const imagined = localCloudOptions({ ...session, folder });
    try {
      return await using(await startLocalCloud(imagined));
    } finally {
      await stopLocalCloud(imagined);
    }
  });

  async function using(localCloud: LocalCloud | undefined): Promise<T> {
    const endpoint = endpointOf(localCloud, session.machine, isFresh ? "fresh" : undefined);
    const { project } = settings.names;
    const open = () => createClients(endpoint, project);
    const { keptClients } = session;
    if (keptClients !== undefined) {
      const key = JSON.stringify([endpoint, project]);
      return keptClients.using(key, open, (clients) => work({ settings, clients, localCloud }));
    }
    const clients = open();
    try {
      return await work({ settings, clients, localCloud });
    } finally {
      await clients.close();
    }
  }
}

/** As `withConnection`, for who would rather do without: nothing is started and nobody is asked. Undefined when nothing is up. */
export async function withConnectionIfUp<T>(
  session: Omit<Session, "askTrust">,
  work: (connection: Connection) => Promise<T>,
): Promise<T | undefined> {
  const settings = await loadSettings(session);
  let localCloud: LocalCloud | undefined;
  if (settings.config.target === "local") {
    const found = await findLocalCloud(localCloudOptions(session));
    if (found.status !== "running") return undefined;
    localCloud = found.cloud;
  } else await requireTrust(session);
  const clients = createClients(endpointOf(localCloud, session.machine), settings.names.project);
  try {
    return await work({ settings, clients, localCloud });
  } finally {
    await clients.close();
  }
}

const start = ({ progress }: Session, options: LocalCloudOptions): Promise<LocalCloud> =>
  asStep(progress, "Starting the local cloud", async (activity) => {
    const cloud = await startLocalCloud(options);
    activity.succeed(`The local cloud runs: process ${cloud.pid}, port ${cloud.httpPort}`);
    return cloud;
  });

export const endpointOf = (
  cloud: LocalCloud | undefined,
  { env, platform }: Pick<Machine, "env" | "platform">,
  project?: "absent" | "fresh",
): Endpoint =>
  cloud === undefined
    ? {
        target: "gcp",
        ...(project !== undefined && { project }),
        credentialsFile: credentialsFileOf(env, platformOf(platform)),
      }
    : {
        target: "local",
        httpUrl: httpUrl(cloud),
        grpcHost: "127.0.0.1",
        grpcPort: cloud.grpcPort,
        secret: cloud.secret,
        bigquery: env["BIGQUERY_EMULATOR_HOST"],
      };
