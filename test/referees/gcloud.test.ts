// gcloud, Google's own command line tool, against the local cloud, by the variables that `outputs --env` prints.
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emulatorVariables } from "../../src/library/stack/emulator-variables.ts";
import { asOwner } from "../support/as-owner.ts";
import { programOnPath, runTool, type Finished } from "../support/google-tools.ts";
import { startWholeCloud, type WholeCloud } from "../support/whole-cloud.ts";
import { pathOf } from "../support/system.ts";

const program = programOnPath("gcloud");
const project = "cloud-runner-local";
const account = `runtime@${project}.iam.gserviceaccount.com`;

describe.skipIf(program === undefined)("gcloud (skipped where it is not installed)", () => {
  let cloud: WholeCloud;
  let folder: string;
  let environment: Record<string, string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "gcloud-"));
    cloud = await startWholeCloud({ imageDir: pathOf("../fixtures/run-image", import.meta.url) });
    environment = {
      ...emulatorVariables({ ...cloud, project }),
      CLOUDSDK_CONFIG: folder,
      CLOUDSDK_CORE_DISABLE_USAGE_REPORTING: "true",
      CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK: "1",
    };
    await fetch(
      `${cloud.httpUrl}/v1/projects/${project}/serviceAccounts`,
      asOwner(cloud, {
        method: "POST",
        body: JSON.stringify({ accountId: "runtime", serviceAccount: { displayName: "Runs it" } }),
      }),
    );
  });
  afterAll(async () => {
    await cloud.close();
    await rm(folder, { recursive: true, force: true });
  });

  const gcloud = (...args: string[]): Promise<Finished> => runTool(program!, args, environment);
  async function done(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await gcloud(...args);
    expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
    return stdout;
  }
  const json = async (...args: string[]): Promise<unknown> =>
    JSON.parse(await done(...args, "--format=json")) as unknown;

  it("makes topics and subscriptions, publishes, pulls, acknowledges and deletes", async () => {
    await done("pubsub", "topics", "create", "spoken", "--labels=kept=yes");
    await done("pubsub", "subscriptions", "create", "heard", "--topic=spoken", "--ack-deadline=20");
    const topic = `projects/${project}/topics/spoken`;
    expect(await json("pubsub", "topics", "list")).toEqual([{ name: topic, labels: { kept: "yes" } }]);
    expect(await json("pubsub", "topics", "describe", "spoken")).toMatchObject({ name: topic });
    expect(await json("pubsub", "subscriptions", "list")).toMatchObject([{ topic, ackDeadlineSeconds: 20 }]);
    expect(await json("pubsub", "subscriptions", "describe", "heard")).toMatchObject({
      topic,
      messageRetentionDuration: "604800s",
    });

    await done("pubsub", "topics", "publish", "spoken", "--message=grüße", "--attribute=a=1,b=2");
    const pulled = (await json("pubsub", "subscriptions", "pull", "heard")) as {
      ackId: string;
      message: { data: string; attributes: object };
    }[];
    expect(Buffer.from(pulled[0]!.message.data, "base64").toString()).toBe("grüße");
    expect(pulled[0]!.message.attributes).toEqual({ a: "1", b: "2" });
    await done("pubsub", "subscriptions", "ack", "heard", `--ack-ids=${pulled[0]!.ackId}`);
    expect(await json("pubsub", "subscriptions", "pull", "heard", "--auto-ack")).toEqual([]);

    await done("pubsub", "subscriptions", "delete", "heard");
    await done("pubsub", "topics", "delete", "spoken");
    const { code, stderr } = await gcloud("pubsub", "topics", "describe", "spoken");
    expect(code).toBe(1);
    expect(stderr).toContain("NOT_FOUND");
  });

  it("seeks a subscription to a time and to a snapshot", async () => {
    await done("pubsub", "topics", "create", "replayed");
    await done("pubsub", "subscriptions", "create", "replay", "--topic=replayed", "--retain-acked-messages");
    await done("pubsub", "topics", "publish", "replayed", "--message=once more");
    const take = () => json("pubsub", "subscriptions", "pull", "replay", "--auto-ack");
    expect(await take()).toHaveLength(1);
    await done("pubsub", "subscriptions", "seek", "replay", "--time=2024-01-01T00:00:00Z");
    await done("pubsub", "snapshots", "create", "kept", "--subscription=replay");
    expect(await json("pubsub", "snapshots", "list")).toMatchObject([
      { name: `projects/${project}/snapshots/kept` },
    ]);
    expect(await take()).toHaveLength(1);
    await done("pubsub", "subscriptions", "seek", "replay", "--snapshot=kept");
    expect(await take()).toHaveLength(1);
    await done("pubsub", "snapshots", "delete", "kept");
  });

  it("reads Cloud Run through the name of a region, and grants roles on the project", async () => {
    const location = `projects/${project}/locations/us-central1`;
    await fetch(
      `${cloud.httpUrl}/v2/${location}/services?serviceId=forecast`,
      asOwner(cloud, {
        method: "POST",
        body: JSON.stringify({
          template: { containers: [{ image: `us-central1-docker.pkg.dev/${project}/x/y:z` }] },
        }),
      }),
    );
    for (const region of [[], ["--region=us-central1"]]) {
      expect(await json("run", "services", "list", ...region)).toMatchObject([
        { metadata: { name: "forecast", labels: { "cloud.googleapis.com/location": "us-central1" } } },
      ]);
    }
    expect(await json("run", "services", "list", "--region=europe-west1")).toEqual([]);
    const one = ["forecast", "--region=us-central1"];
    expect(await json("run", "services", "describe", ...one)).toMatchObject({ kind: "Service" });
    expect(await json("run", "revisions", "list", "--service=forecast", "--region=us-central1")).toHaveLength(
      1,
    );
    const grant = ["--member=user:a@example.com", "--role=roles/run.invoker"];
    await done("run", "services", "add-iam-policy-binding", ...one, ...grant);
    expect(await json("run", "services", "get-iam-policy", ...one)).toMatchObject({
      bindings: [{ role: "roles/run.invoker", members: ["user:a@example.com"] }],
    });
    await done("projects", "add-iam-policy-binding", project, ...grant, "--condition=None");
    expect(JSON.stringify(await json("projects", "get-iam-policy", project))).toContain("a@example.com");
    const refused = await gcloud("run", "services", "delete", ...one);
    expect(refused.stderr).toContain("cloud-runner up");
  });

  it("reads jobs, runs them and cancels what runs", async () => {
    const location = `projects/${project}/locations/us-central1`;
    expect(await json("run", "jobs", "list", "--region=us-central1")).toEqual([]);
    const containers = [
      {
        image: `us-central1-docker.pkg.dev/${project}/x/y:z`,
        command: ["node", "job.mjs"],
      },
    ];
    await fetch(
      `${cloud.httpUrl}/v2/${location}/jobs?jobId=nightly`,
      asOwner(cloud, { method: "POST", body: JSON.stringify({ template: { template: { containers } } }) }),
    );
    const region = "--region=us-central1";
    for (const where of [[], [region]]) {
      expect(await json("run", "jobs", "list", ...where)).toMatchObject([{ metadata: { name: "nightly" } }]);
    }
    const ran = ["--tasks=2", "--update-env-vars=A=b", "--wait"];
    expect(await json("run", "jobs", "execute", "nightly", region, ...ran)).toMatchObject({
      kind: "Execution",
      status: { succeededCount: 2 },
    });
    expect(await done("run", "jobs", "describe", "nightly", region)).toContain("Executed 1 time");
    const execution = (await json("run", "jobs", "executions", "list", "--job=nightly", region)) as {
      metadata: { name: string };
    }[];
    expect(execution).toHaveLength(1);
    const { name } = execution[0]!.metadata;
    expect(await done("run", "jobs", "executions", "describe", name, region)).toContain("2 tasks completed");
    const tasks = ["run", "jobs", "executions", "tasks", "list", `--execution=${name}`, region];
    expect(await json(...tasks, "--completed")).toHaveLength(2);
    expect(await done(...tasks)).toContain(`${name}-task1`);
    const long = await json("run", "jobs", "execute", "nightly", region, "--args=wait");
    const { name: running } = (long as { metadata: { name: string } }).metadata;
    await done("run", "jobs", "executions", "cancel", running, region, "--quiet");
    const grant = ["--member=user:a@example.com", "--role=roles/run.invoker"];
    await done("run", "jobs", "add-iam-policy-binding", "nightly", region, ...grant);
    expect(await json("run", "jobs", "get-iam-policy", "nightly", region)).toMatchObject({
      bindings: [{ role: "roles/run.invoker", members: ["user:a@example.com"] }],
    });
  });

  it("shows the image that a service names in its repository", async () => {
    await done(
      "artifacts",
      "repositories",
      "create",
      "x",
      "--repository-format=docker",
      "--location=us-central1",
    );
    const image = `us-central1-docker.pkg.dev/${project}/x/y`;
    for (const path of [`us-central1-docker.pkg.dev/${project}/x`, image]) {
      expect(await json("artifacts", "docker", "images", "list", path, "--include-tags")).toMatchObject([
        { package: image },
      ]);
    }
    expect(await json("artifacts", "repositories", "list")).toHaveLength(1);
    expect(
      await json("artifacts", "packages", "list", "--repository=x", "--location=us-central1"),
    ).toHaveLength(1);
  });

  it("reads log entries by a filter", async () => {
    await fetch(`${cloud.httpUrl}/v2/entries:write`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        logName: `projects/${project}/logs/tool`,
        resource: { type: "global" },
        entries: [
          { severity: "ERROR", jsonPayload: { rows: 3 } },
          { severity: "INFO", textPayload: "all is well" },
        ],
      }),
    });
    expect(await json("logging", "read", 'severity>=ERROR AND log_id("tool")', "--limit=5")).toMatchObject([
      { severity: "ERROR", jsonPayload: { rows: 3 }, resource: { type: "global" } },
    ]);
  });

  it("lists and describes service accounts", async () => {
    expect(await json("iam", "service-accounts", "list")).toMatchObject([
      { email: account, displayName: "Runs it" },
    ]);
    expect(await json("iam", "service-accounts", "describe", account)).toMatchObject({ email: account });
  });

  it("describes the project, its enabled APIs and its repositories", async () => {
    expect(await json("projects", "describe", project)).toMatchObject({ lifecycleState: "ACTIVE" });
    expect(await json("services", "list", "--enabled")).toContainEqual(
      expect.objectContaining({
        state: "ENABLED",
        name: expect.stringMatching(/storage\.googleapis/) as string,
      }),
    );
  });

  it("carries files into a bucket and back, large ones in a resumable upload, and checks them", async () => {
    await done("storage", "buckets", "create", "gs://carried", "--location=europe-west3");
    expect(await json("storage", "buckets", "describe", "gs://carried")).toMatchObject({
      location: "EUROPE-WEST3",
      name: "carried",
    });
    // gcloud changes to a resumable upload at 8 MiB.
    const large = randomBytes(9 * 1024 * 1024);
    await writeFile(join(folder, "large.bin"), large);
    await writeFile(join(folder, "small.csv"), "date,value\n");
    await done("storage", "cp", join(folder, "large.bin"), "gs://carried/in/large.bin");
    await done(
      "storage",
      "cp",
      join(folder, "small.csv"),
      "gs://carried/in/small.csv",
      "--custom-metadata=forecast-horizon=28",
    );
    expect((await done("storage", "ls", "gs://carried/in/")).trim().split("\n")).toEqual([
      "gs://carried/in/large.bin",
      "gs://carried/in/small.csv",
    ]);
    expect(await json("storage", "objects", "describe", "gs://carried/in/small.csv")).toMatchObject({
      custom_fields: { "forecast-horizon": "28" },
    });
    expect(await done("storage", "cat", "gs://carried/in/small.csv")).toBe("date,value\n");
    await done("storage", "cp", "gs://carried/in/large.bin", join(folder, "back.bin"));
    expect((await readFile(join(folder, "back.bin"))).equals(large)).toBe(true);
    const { requests } = (await (await fetch(`${cloud.httpUrl}/_local/requests`, asOwner(cloud))).json()) as {
      requests: { method: string }[];
    };
    expect(requests.map(({ method }) => method)).toContain("PUT /resumable/upload/storage/v1/b/carried/o");
    await done("storage", "rm", "gs://carried/in/**");
    const { code } = await gcloud("storage", "ls", "gs://carried/in/");
    expect(code).toBe(1);
  });

  it("moves, copies and removes folders, keeps versions, and restores what was removed", async () => {
    const moved = "gs://folders/moved.csv";
    await mkdir(join(folder, "d"));
    for (const name of ["a.csv", "b.csv"]) await writeFile(join(folder, "d", name), name);
    await done("storage", "buckets", "create", "gs://folders", "--location=us-central1");
    await done("storage", "cp", "-r", join(folder, "d"), "gs://folders/in");
    await done("storage", "mv", "gs://folders/in/a.csv", moved);
    await done("storage", "cp", "-r", "gs://folders/in", "gs://folders/new/");
    await done("storage", "rsync", "-r", join(folder, "d"), "gs://folders/sync");
    await done("storage", "objects", "compose", moved, "gs://folders/in/b.csv", "gs://folders/sum");
    expect(await done("storage", "cat", "gs://folders/sum")).toBe("a.csvb.csv");
    expect((await done("storage", "ls", "-r", "gs://folders/**")).trim().split("\n")).toEqual(
      ["in/b.csv", "moved.csv", "new/in/b.csv", "sum", "sync/a.csv", "sync/b.csv"].map(
        (name) => `gs://folders/${name}`,
      ),
    );

    await done("storage", "buckets", "update", "gs://folders", "--versioning");
    await done("storage", "cp", join(folder, "d", "b.csv"), moved);
    await done("storage", "rm", moved);
    const versions = (await done("storage", "ls", "-a", moved)).trim().split("\n");
    expect(versions).toHaveLength(2);
    await done("storage", "rm", "-a", moved);
    await done("storage", "ls", "--soft-deleted", moved);
    await done("storage", "restore", versions[0]!);
    expect(await done("storage", "cat", moved)).toBe("a.csv");

    const retention = await gcloud("storage", "buckets", "update", "gs://folders", "--retention-period=1d");
    expect(retention.code).toBe(1);
    expect(retention.stderr).toContain("The local cloud does not emulate retention policies.");
    await done("storage", "rm", "-r", "gs://folders");
  });

  it("leaves nothing in the local cloud's own log through all of this", () => {
    expect(cloud.reported).toEqual([]);
  });
});
