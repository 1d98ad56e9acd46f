// The embedded cloud: every emulated service, and who may call whom inside.
import { availableParallelism } from "node:os";
import type { Clock } from "../core/clock.ts";
import { createConsole } from "./console.ts";
import { serve } from "./serve.ts";
import { createArtifactRegistry } from "./services/artifact-registry.ts";
import { createBilling } from "./services/projects/billing.ts";
import { createIam } from "./services/iam/iam.ts";
import { createLogging } from "./services/logging/logging.ts";
import { createMonitoring } from "./services/monitoring.ts";
import { createPubSub } from "./services/pubsub/pubsub.ts";
import { createResourceManager } from "./services/projects/resource-manager.ts";
import { createResourceManagerV1 } from "./services/projects/resource-manager-v1.ts";
import { createRun } from "./services/run/run.ts";
import { createServiceUsage } from "./services/projects/service-usage.ts";
import { createStorage } from "./services/storage/storage.ts";

export interface LocalCloudOptions {
  /** Where all state is kept; one local cloud at a time works in it. */
  folder: string;
  /** Folder with the container's code, which every image stands for. */
  imageDir: string;
  /** Identifies the installed code to those who ask for the local cloud's health. */
  buildId: string;
  pid: number;
  clock: Clock;
  /** One line for the local cloud's own log. */
  report: (line: string) => void;
  /** Called when a request asks the local cloud to stop; whoever started it then closes it. */
  onShutdown?: () => void;
}

export interface LocalCloud {
  httpPort: number;
  grpcPort: number;
  httpUrl: string;
  close(): Promise<void>;
}

/** @throws PreconditionError when another process works in the folder */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const { folder, imageDir, buildId, pid, clock, report, onShutdown = () => {} } = options;
  return serve({ folder, pid, clock, report }, (context, requests) => {
    const iam = createIam(context);
    const logging = createLogging(context);
    const { accountExists, signIdToken, verifyIdToken } = iam;
    const pubsub = createPubSub(context, { accountExists, signIdToken });
    const storage = createStorage(context, {
      publish: (topic, message) => pubsub.publish(topic, message),
      topicExists: (topic) => pubsub.topicExists(topic),
    });
    const registry = createArtifactRegistry(context);
    const run = createRun(context, {
      accountExists,
      verifyIdToken,
      writeLog: (entry) => logging.write(entry),
      imageDir,
      builds: {
        readObject: (bucket, name) => storage.readObject(bucket, name),
        repositoryExists: (name) => registry.repositoryExists(name),
        addImage: (name, image) => registry.addImage(name, image),
      },
      // A forecast keeps one core busy: more instances than this would only take each other's time and memory.
      instanceQuota: Math.max(2, availableParallelism()),
    });
    const monitoring = createMonitoring(context, {
      instanceCounts: () => run.instanceCounts(),
      undelivered: (subscription) => pubsub.undelivered(subscription),
    });
    return [
      createConsole({
        folder,
        buildId,
        pid,
        requests,
        chaos: context.chaos,
        openTls: () => context.openTls(),
        onShutdown,
      }),
      createResourceManager(context),
      createResourceManagerV1(context),
      createServiceUsage(context),
      createBilling(context),
      registry,
      iam,
      logging,
      monitoring,
      // They stop in reverse order: what brings new work ends before what does it.
      run,
      pubsub,
      storage,
    ];
  });
}
