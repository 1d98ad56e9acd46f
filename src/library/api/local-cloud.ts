// `startLocalCloud` for programs: an emulator for their own Google clients.
import { emulatorVariables } from "../stack/emulator-variables.ts";
import { localCloudOptions } from "../local-cloud/background.ts";
import { startLocalCloud as start, stopLocalCloud } from "../local-cloud/local-cloud.ts";
import { loadSettings } from "../settings.ts";
import { withSession, type Options } from "./options.ts";

export interface LocalCloud {
  /** The one project that it has. */
  projectId: string;
  /** Both on 127.0.0.1. */
  ports: { http: number; grpc: number };
  pid: number;
  /** Environment variables that point Google's clients at it, such as `PUBSUB_EMULATOR_HOST`. */
  env: Record<string, string>;
  /** Ends its process. What was put into it stays in the folder, in `.cloud-runner`, for the next start. */
  close(): Promise<void>;
}

/**
 * Starts the local cloud of a folder, an emulator of the Google Cloud services that a stack needs, unless it runs
 * already. It is a process of its own, and empty until `up`.
 *
 * @example
 * const cloud = await startLocalCloud({ folder });
 * const storage = new Storage({ apiEndpoint: cloud.env.STORAGE_EMULATOR_HOST, projectId: cloud.projectId });
 * await cloud.close();
 *
 * @throws PreconditionError when the folder cannot be written to; TimeoutError when it does not serve within 20 s
 */
export const startLocalCloud = (
  options: Pick<Options, "folder" | "signal" | "onProgress"> = {},
): Promise<LocalCloud> =>
  withSession({ ...options, target: "local" }, {}, async (session) => {
    const { names } = await loadSettings(session);
    const { pid, httpPort, grpcPort, secret } = await start(localCloudOptions(session));
    return {
      projectId: names.project,
      ports: { http: httpPort, grpc: grpcPort },
      pid,
      env: emulatorVariables({ httpPort, grpcPort, secret, project: names.project }),
      // Whatever has become of the signal: it was for the start.
      close: () =>
        withSession({ folder: session.folder }, {}, async (closing) => {
          await stopLocalCloud(localCloudOptions(closing));
        }),
    };
  });
