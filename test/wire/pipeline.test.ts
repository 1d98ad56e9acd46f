// The whole path through the local cloud, laid by hand with Google's own clients: a CSV goes into one bucket, and a
// forecast comes out of the other.
import { iam } from "@googleapis/iam";
import { ServicesClient } from "@google-cloud/run";
import { Storage, type Bucket } from "@google-cloud/storage";
import { credentials } from "@grpc/grpc-js";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { serviceEnvironment } from "../../src/core/contract.ts";
import { startLocalCloud, type LocalCloud } from "../../src/local/cloud.ts";
import { seedProject } from "../../src/local/seed-project.ts";
import { imageDir, isBuilt } from "../support/built-image.ts";
import { ownerAuth, ownersCalls } from "../support/as-owner.ts";
import { pubsubClients } from "../support/local-clients.ts";
import { dailySeries } from "../support/series.ts";

const projectName = `projects/${seedProject.id}`;
const region = "us-central1";
const agent = `serviceAccount:service-${seedProject.number}@gs-project-accounts.iam.gserviceaccount.com`;

describe.skipIf(!isBuilt)("the pipeline (needs dist/image: npm run build)", () => {
  let folder: string;
  let cloud: LocalCloud;
  let clients: ReturnType<typeof pubsubClients>;
  let run: ServicesClient;
  let input: Bucket;
  let output: Bucket;
  const reported: string[] = [];

  async function start(): Promise<void> {
    cloud = await startLocalCloud({
      folder,
      imageDir,
      buildId: "test",
      pid: process.pid,
      clock: systemClock,
      report: (line) => reported.push(line),
    });
    clients = pubsubClients(cloud);
    run = new ServicesClient({
      apiEndpoint: "127.0.0.1",
      port: cloud.grpcPort,
      sslCreds: credentials.createInsecure(),
      authClient: ownerAuth(cloud) as never,
      ...ownersCalls(cloud),
    });
    const storage = new Storage({ projectId: seedProject.id, apiEndpoint: cloud.httpUrl });
    input = storage.bucket("pipeline-input");
    output = storage.bucket("pipeline-output");
  }

  async function stop(): Promise<void> {
    await Promise.all([clients.close(), run.close()]);
    await cloud.close();
  }

  async function result(name: string): Promise<string> {
    await expect.poll(() => output.file(name).exists(), { timeout: 20_000, interval: 50 }).toEqual([true]);
    return (await output.file(name).download())[0].toString();
  }

  /** Everything that `up` would bring about, with the clients that anybody has. */
  async function layPipeline(): Promise<void> {
    await input.create({ location: region });
    await output.create({ location: region });

    const accounts = iam({
      version: "v1",
      rootUrl: `${cloud.httpUrl}/`,
      auth: ownerAuth(cloud) as never,
    }).projects.serviceAccounts;
    const email = async (accountId: string) =>
      (await accounts.create({ name: projectName, requestBody: { accountId } })).data.email!;
    const [runtime, invoker] = [await email("pipeline-runtime"), await email("pipeline-invoker")];

    const [operation] = await run.createService({
      parent: `${projectName}/locations/${region}`,
      serviceId: "pipeline",
      service: {
        template: {
          serviceAccount: runtime,
          containers: [
            {
              image: "local/image",
              env: Object.entries({
                [serviceEnvironment.project]: seedProject.id,
                [serviceEnvironment.inputBucket]: input.name,
                [serviceEnvironment.outputBucket]: output.name,
                [serviceEnvironment.forecastDefaults]: '{"horizon":14}',
              }).map(([name, value]) => ({ name, value })),
            },
          ],
        },
      },
    });
    const [service] = await operation.promise();
    await run.setIamPolicy({
      resource: service.name!,
      policy: { bindings: [{ role: "roles/run.invoker", members: [`serviceAccount:${invoker}`] }] },
    });

    const [topic] = await clients.pubsub.createTopic("pipeline");
    await topic.iam.setPolicy({ bindings: [{ role: "roles/pubsub.publisher", members: [agent] }] });
    await clients.subscriber.createSubscription({
      name: `${projectName}/subscriptions/pipeline`,
      topic: topic.name,
      ackDeadlineSeconds: 600,
      retryPolicy: { minimumBackoff: { seconds: 10 }, maximumBackoff: { seconds: 600 } },
      pushConfig: {
        pushEndpoint: service.uri!,
        oidcToken: { serviceAccountEmail: invoker, audience: service.uri! },
      },
    });
    await input.createNotification(topic.name, {
      eventTypes: ["OBJECT_FINALIZE"],
      payloadFormat: "JSON_API_V1",
    });
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "pipeline-"));
    await start();
    await layPipeline();
  }, 30_000);
  afterAll(async () => {
    await stop();
    await rm(folder, { recursive: true, force: true });
  }, 30_000);

  it("answers an uploaded series with a forecast of the same name", async () => {
    await input.file("in/hits.csv").save(dailySeries({ days: 365 }), {
      contentType: "text/csv",
      metadata: { metadata: { "forecast-horizon": "28" } },
    });
    const [header, ...rows] = (await result("in/hits.csv")).trim().split("\n");
    expect(header!.split(",").slice(0, 2)).toEqual(["date", "prediction"]);
    expect(rows).toHaveLength(28);
    expect(rows[0]).toMatch(/^2024-12-31,[0-9.]+/);
    const [metadata] = await output.file("in/hits.csv").getMetadata();
    expect(metadata.metadata).toMatchObject({
      "cloud-runner-input-name": "in/hits.csv",
      "cloud-runner-input-generation": `${(await input.file("in/hits.csv").getMetadata())[0].generation}`,
    });
  });

  it("answers an input that can never work with a report", async () => {
    await input.file("bad.csv").save("date,y\n2024-01-01,many\n");
    const report = JSON.parse(await result("bad.csv.error.json")) as { code: string; fix: string };
    expect(report).toMatchObject({ code: expect.any(String) as string, fix: expect.any(String) as string });
  });

  it("goes on after a restart, with what it was laid with", async () => {
    await stop();
    await start();
    await input.file("later.csv").save(dailySeries({ days: 60 }));
    expect((await result("later.csv")).trim().split("\n")).toHaveLength(15);
    expect(reported).toEqual([]);
  });

  it("is refused a second local cloud in the same folder", async () => {
    const options = { folder, imageDir, buildId: "test", pid: process.pid, clock: systemClock };
    await expect(startLocalCloud({ ...options, report: () => {} })).rejects.toMatchObject({
      code: "local-cloud.folder-in-use",
    });
    expect(await readdir(join(folder, "objects", "incoming"))).toEqual([]);
  });
});
