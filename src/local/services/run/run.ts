// Cloud Run, version 2 of its API: services and revisions over gRPC, and the services themselves over HTTP under
// /run/<region>/<service>. https://cloud.google.com/run/docs/reference/rpc/google.cloud.run.v2
import { loadProtos } from "../../wire/protos.ts";
import type { ServiceContext, LocalService } from "../../service.ts";
import type { LogEntryInput } from "../logging/logging.ts";
import type { Claims } from "./serving/caller.ts";
import { createBuilds, type BuildDependencies } from "./api/builds.ts";
import { createFleet, type Fleet } from "./serving/fleet.ts";
import { frontDoor } from "./serving/front-door.ts";
import { createReconciler } from "./api/reconcile.ts";
import { openRunStore } from "./api/resources.ts";
import { revisionsBinding } from "./api/revisions.ts";
import { servicesBinding } from "./api/services.ts";

export interface RunDependencies {
  /** Throws when the token is none of the local cloud's, or no longer valid. */
  verifyIdToken: (token: string) => Claims;
  accountExists: (email: string) => boolean;
  writeLog: (entry: LogEntryInput) => void;
  /** Folder with the bundle, `server.mjs` in it: what every image reference stands for here. */
  imageDir: string;
  /** An instance without requests ends after this; 15 minutes by default. */
  idleMs?: number;
  /** A request waits at least so long for an instance before it is answered with 429; 10 seconds by default. */
  pendingMs?: number;
  /** Most instances of a revision at once, whatever its own limit says: the quota of this machine. */
  instanceQuota: number;
  /** What builds from source reach beyond Cloud Run; without them there are no builds. */
  builds?: Omit<BuildDependencies, "accountExists">;
  /** Splits the traffic: from 0 up to, but not including, 1. */
  draw?: () => number;
}

export interface RunService extends LocalService {
  /** Instances of each revision that has had any since the start; active ones hold a request. */
  instanceCounts(): ReturnType<Fleet["counts"]>;
}

export function createRun(context: ServiceContext, dependencies: RunDependencies): RunService {
  const { imageDir, writeLog, verifyIdToken, accountExists, instanceQuota } = dependencies;
  const { idleMs = 15 * 60_000, pendingMs = 10_000, draw = Math.random } = dependencies;
  const protos = loadProtos("@google-cloud/run/build/protos/protos.json");
  const kept = openRunStore(context.store);
  const fleet = createFleet({ context, imageDir, writeLog, idleMs, pendingMs, instanceQuota });
  const reconciler = createReconciler(kept, fleet, context.clock);
  const builds =
    dependencies.builds && createBuilds(context, protos, { ...dependencies.builds, accountExists });
  const door = frontDoor({ context, kept, fleet, writeLog, verifyIdToken, draw });
  return {
    instanceCounts: () => fleet.counts(),
    grpc: [
      servicesBinding({ context, protos, kept, fleet, reconciler, accountExists }),
      revisionsBinding({ context, protos, kept, fleet }),
      ...(builds === undefined ? [] : [builds.binding]),
    ],
    routes(app) {
      door(app);
      builds?.routes(app);
    },
    async start() {
      await fleet.sweep();
      reconciler.resume();
    },
    async close() {
      await builds?.close();
      await fleet.close();
      await reconciler.close();
    },
  };
}
