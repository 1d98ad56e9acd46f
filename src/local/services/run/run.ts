// Cloud Run, version 2 of its API: services and revisions over gRPC, and the services themselves over HTTP under
// /run/<region>/<service>. https://cloud.google.com/run/docs/reference/rpc/google.cloud.run.v2
import { loadProtos } from "../../wire/protos.ts";
import type { ServiceContext, LocalService } from "../../service.ts";
import { textOf } from "../fields.ts";
import type { Iam } from "../iam/iam.ts";
import { createBuilds, type BuildDependencies } from "./api/builds.ts";
import type { VerifyIdToken } from "./serving/caller.ts";
import { createFleet, type Fleet, type FleetOptions } from "./serving/fleet.ts";
import { frontDoor } from "./serving/front-door.ts";
import { createReconciler } from "./api/reconcile.ts";
import { parseLocation } from "./api/names.ts";
import { locationOf, openRunStore } from "./api/resources.ts";
import { revisionsBinding } from "./api/revisions.ts";
import { servicesBinding } from "./api/services.ts";
import { runV1Routes } from "./v1/routes.ts";

export interface RunDependencies extends FleetOptions, Pick<Iam, "accountExists"> {
  verifyIdToken: VerifyIdToken;
  /** What builds from source reach beyond Cloud Run; without them there are no builds. */
  builds?: Omit<BuildDependencies, "accountExists">;
  /** Splits the traffic: from 0 up to, but not including, 1. */
  draw?: () => number;
}

export interface RunService extends LocalService {
  /** Instances of each revision that has had any since the start; active ones hold a request. */
  instanceCounts(): ReturnType<Fleet["counts"]>;
  /** The images of all revisions. */
  imagesInUse(): { image: string; since: number }[];
  /** Where the project has services. */
  locationsOf(projectId: string): string[];
}

export function createRun(context: ServiceContext, dependencies: RunDependencies): RunService {
  const { writeLog, verifyIdToken, accountExists, draw = Math.random } = dependencies;
  const protos = loadProtos("@google-cloud/run/build/protos/protos.json");
  const kept = openRunStore(context.store);
  const fleet = createFleet(context, dependencies);
  const reconciler = createReconciler(kept, fleet, context.clock);
  const builds =
    dependencies.builds && createBuilds(context, protos, { ...dependencies.builds, accountExists });
  const door = frontDoor({ context, kept, fleet, writeLog, verifyIdToken, draw });
  const parts = { context, protos, kept, fleet, reconciler, accountExists };
  return {
    instanceCounts: () => fleet.counts(),
    imagesInUse: () =>
      kept.revisions.list().flatMap(({ value }) => {
        const { containers = [] } = value.template;
        return containers.flatMap(({ image }) => (image ? [{ image, since: value.createTime }] : []));
      }),
    locationsOf: (projectId) =>
      kept.services.list(`projects/${projectId}/locations/`).map(({ name }) => locationOf(name)),
    grpc: [
      servicesBinding(parts),
      revisionsBinding(parts),
      {
        protos,
        service: "google.cloud.run.v2.Jobs",
        methods: {
          // There are none: the local cloud makes no jobs.
          ListJobs: (request) => {
            parseLocation(textOf(request, "parent"));
            return { jobs: [] };
          },
        },
      },
      ...(builds === undefined ? [] : [builds.binding]),
    ],
    openRoutes: door,
    routes(app) {
      runV1Routes(context, kept)(app);
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
