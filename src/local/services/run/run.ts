// Cloud Run, version 2 of its API: services, revisions and jobs over gRPC, and the services themselves over HTTP under
// /run/<region>/<service>. https://cloud.google.com/run/docs/reference/rpc/google.cloud.run.v2
import { loadProtos } from "../../wire/protos.ts";
import type { ServiceContext, LocalService } from "../../service.ts";
import type { Iam } from "../iam/iam.ts";
import type { LogEntryInput } from "../logging/logging.ts";
import { createBuilds, type BuildDependencies } from "./api/builds.ts";
import type { VerifyIdToken } from "./serving/caller.ts";
import { createFleet, type Fleet, type FleetOptions, type InstanceInUse } from "./serving/fleet.ts";
import { createContainerLog } from "./serving/container-log.ts";
import { createContainers } from "./serving/container.ts";
import { frontDoor } from "./serving/front-door.ts";
import { openInstanceRegister } from "./serving/instance-register.ts";
import { createJobs } from "./jobs/jobs.ts";
import { createReconciler } from "./api/reconcile.ts";
import { locationOf, openRunStore } from "./api/resources.ts";
import { revisionsBinding } from "./api/revisions.ts";
import { servicesBinding } from "./api/services.ts";
import { jobRoutes } from "./v1/job-routes.ts";
import { runV1Routes } from "./v1/routes.ts";

export interface RunDependencies extends FleetOptions, Pick<Iam, "accountExists"> {
  /** The bundle that an image reference stands for, unless a folder of its own is kept under its digest. */
  imageDir: string;
  writeLog: (entry: LogEntryInput) => void;
  verifyIdToken: VerifyIdToken;
  /** What builds from source reach beyond Cloud Run; without them there are no builds. */
  builds?: Omit<BuildDependencies, "accountExists">;
  /** Splits the traffic: from 0 up to, but not including, 1. */
  draw?: () => number;
}

export interface RunService extends LocalService {
  /** Instances of each revision that has had any since the start; active ones hold a request. */
  instanceCounts(): ReturnType<Fleet["counts"]>;
  /** Those whose memory and processor time can be told by their processes. */
  instances(): InstanceInUse[];
  /** The images of all revisions and jobs. */
  imagesInUse(): { image: string; since: number }[];
  /** Where the project has services or jobs. */
  locationsOf(projectId: string): string[];
}

export function createRun(context: ServiceContext, dependencies: RunDependencies): RunService {
  const { writeLog, verifyIdToken, accountExists, draw = Math.random } = dependencies;
  const protos = loadProtos("@google-cloud/run/build/protos/protos.json");
  const kept = openRunStore(context.store);
  const machinery = {
    containers: createContainers(context, dependencies.imageDir),
    register: openInstanceRegister(context.store),
    log: createContainerLog(writeLog),
  };
  const fleet = createFleet(context, machinery, dependencies);
  const jobs = createJobs(context, protos, machinery, {
    accountExists,
    quota: dependencies.instanceQuota,
  });
  const reconciler = createReconciler(kept, fleet, context.clock);
  const builds =
    dependencies.builds && createBuilds(context, protos, { ...dependencies.builds, accountExists });
  const door = frontDoor({ context, kept, fleet, writeLog, verifyIdToken, draw });
  const parts = { context, protos, kept, fleet, reconciler, accountExists };
  return {
    instanceCounts: () => fleet.counts(),
    instances: () => fleet.instances(),
    imagesInUse: () =>
      [...kept.revisions.list(), ...jobs.templates()].flatMap(({ value }) => {
        const { containers = [] } = value.template;
        return containers.flatMap(({ image }) => (image ? [{ image, since: value.createTime }] : []));
      }),
    locationsOf: (projectId) => {
      const prefix = `projects/${projectId}/locations/`;
      return [...kept.services.list(prefix), ...jobs.kept.jobs.list(prefix)].map(({ name }) =>
        locationOf(name),
      );
    },
    grpc: [
      servicesBinding(parts),
      revisionsBinding(parts),
      ...jobs.grpc,
      ...(builds === undefined ? [] : [builds.binding]),
    ],
    frontDoor: door,
    routes(app) {
      jobRoutes(context, jobs.kept, jobs.launcher)(app);
      runV1Routes(context, kept)(app);
      builds?.routes(app);
    },
    async start() {
      const ended = await machinery.register.sweep();
      if (ended > 0) context.report(`Ended ${ended} instances that a former local cloud left running.`);
      reconciler.resume();
      jobs.resume();
    },
    async close() {
      await builds?.close();
      await Promise.all([fleet.close(), jobs.close()]);
      await reconciler.close();
    },
  };
}
