// The embedded cloud: every emulated service, and who may call whom inside.
import { availableParallelism } from "node:os";
import { usageOf } from "../core/platform/usage.ts";
import { createConsole, type ConsoleOptions } from "./console.ts";
import { serve, type ServeOptions, type Serving } from "./serve.ts";
import { createArtifactRegistry } from "./services/artifact-registry.ts";
import { createBilling } from "./services/projects/billing.ts";
import { createIam } from "./services/iam/iam.ts";
import { createLocations } from "./services/locations.ts";
import { createLogging } from "./services/logging/logging.ts";
import { createMonitoring } from "./services/monitoring/monitoring.ts";
import { createPubSub } from "./services/pubsub/pubsub.ts";
import { createResourceManager } from "./services/projects/resource-manager.ts";
import { createResourceManagerV1 } from "./services/projects/resource-manager-v1.ts";
import { createRun } from "./services/run/run.ts";
import { exec } from "./services/run/serving/instance-register.ts";
import { createScheduler } from "./services/scheduler/scheduler.ts";
import { createServiceUsage } from "./services/projects/service-usage.ts";
import { createStorage } from "./services/storage/storage.ts";

export interface LocalCloudOptions extends ServeOptions, ConsoleOptions {
  /** Folder with the container's code, which every image stands for. */
  imageDir: string;
}

export type LocalCloud = Omit<Serving, "requests">;

/** @throws PreconditionError when another process works in the folder */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  return serve(options, (context, requests) => {
    const iam = createIam(context);
    const logging = createLogging(context);
    const { accountExists, signIdToken, verifyIdToken } = iam;
    const pubsub = createPubSub(context, { accountExists, signIdToken });
    const storage = createStorage(context, {
      publish: (topic, message) => pubsub.publish(topic, message),
      topicExists: (topic) => pubsub.topicExists(topic),
      signatureHolds: iam.signatureHolds,
    });
    const registry = createArtifactRegistry(context, { imagesInUse: () => run.imagesInUse() });
    const run = createRun(context, {
      accountExists,
      verifyIdToken,
      writeLog: (entry) => logging.write(entry),
      imageDir: options.imageDir,
      builds: {
        readObject: (bucket, name, most) => storage.readObject(bucket, name, most),
        repositoryExists: (name) => registry.repositoryExists(name),
        addImage: (name, image) => registry.addImage(name, image),
      },
      // A forecast keeps one core busy: more instances than this would only take each other's time and memory.
      instanceQuota: Math.max(2, availableParallelism()),
    });
    const monitoring = createMonitoring(context, {
      logging,
      instanceCounts: () => run.instanceCounts(),
      requests: (from, to) => logging.requests(from, to),
      instances: () => run.instances(),
      usageOf: (pids) => usageOf(pids, exec),
      subscriptions: () => pubsub.subscriptions(),
      undelivered: (subscription) => pubsub.undelivered(subscription),
      oldestUndelivered: (subscription) => pubsub.oldestUndelivered(subscription),
      deadLetters: (subscription) => pubsub.deadLetters(subscription),
    });
    return [
      createConsole(context, requests, options),
      createResourceManager(context),
      createResourceManagerV1(context),
      createServiceUsage(context),
      createBilling(context),
      registry,
      createLocations(context, (projectId) => [
        ...registry.locationsOf(projectId),
        ...run.locationsOf(projectId),
      ]),
      iam,
      logging,
      monitoring,
      // They stop in reverse order: what brings new work ends before what does it.
      run,
      pubsub,
      storage,
      createScheduler(context, {
        signIdToken,
        publish: (topic, message) => pubsub.publish(topic, message),
        writeLog: (entry) => logging.write(entry),
      }),
    ];
  });
}
