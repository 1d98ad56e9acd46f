import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sumOfNewest } from "../../../src/library/stack/gauges.ts";
import { down } from "../../../src/library/stack/down.ts";
import { imageFor, requireEngine } from "../../../src/library/stack/image.ts";
import { reportTo } from "../../../src/library/stack/report-progress.ts";
import { shortName } from "../../../src/library/stack/short-name.ts";
import { stackOutputs } from "../../../src/library/stack/outputs.ts";
import { parseConfig } from "../../../src/core/config.ts";
import { CloudRunnerError } from "../../../src/core/errors.ts";
import { namesFor } from "../../../src/core/names.ts";
import type { Row } from "../../../src/provision/engine/plan.ts";
import { fakeContext, fakeIo, recordingProgress } from "../cli/support.ts";
import { localStack } from "../../support/local-outputs.ts";

const io = fakeIo();

const row = (id: string, action: Row["action"], more: Partial<Row> = {}): Row => ({
  id,
  kind: "pubsub.topic",
  name: `projects/p/topics/${id}`,
  action,
  changes: [],
  ...more,
});

describe("the image", () => {
  const digest = `sha256:${"a".repeat(64)}`;
  const settings = (input: object) => {
    const config = parseConfig(input, "test");
    return { config, names: namesFor(config), source: undefined };
  };
  const onGoogle = settings({ target: "gcp", project: "my-project" });

  const context = fakeContext(io);

  it("is taken by digest", async () => {
    expect(await imageFor(context, onGoogle, `europe-docker.pkg.dev/p/r/i@${digest}`)).toContain(digest);
  });

  it.each(["image:latest", "image", `image@sha256:abc`])("is not taken as %s", async (named) => {
    await expect(imageFor(context, onGoogle, named)).rejects.toThrow(/not an image by digest/);
  });

  it("may stand in cloud-runner.json, and for the local cloud asks for docker", async () => {
    const image = `europe-docker.pkg.dev/p/r/i@${digest}`;
    expect(await imageFor(context, settings({ ...onGoogle.config, image }), undefined)).toBe(image);
    await expect(imageFor(context, settings({ image }), undefined)).rejects.toMatchObject({
      code: "image.local",
      fix: expect.stringContaining('"command"') as string,
    });
    expect(() => settings({ image, model: "./m.ts" })).toThrow("is not a valid configuration");
    expect(() => settings({ image: "europe-docker.pkg.dev/p/r/i:latest" })).toThrow(
      "is not a valid configuration",
    );
  });

  it("is on the local cloud named by a command and the sources in its folder", async () => {
    const folder = await mkdtemp(join(tmpdir(), "cloud-runner-command-"));
    const named = (command: string[]) => imageFor({ ...context, folder }, settings({ command }), undefined);
    try {
      await writeFile(join(folder, "main.py"), "a = 1\n");
      const first = await named(["gunicorn", "main:app"]);
      expect(first).toMatch(/@sha256:[0-9a-f]{64}$/);
      await writeFile(join(folder, "data.forecast.csv"), "date,prediction\n");
      await mkdir(join(folder, ".venv"));
      await writeFile(join(folder, ".venv", "installed.py"), "");
      expect(await named(["gunicorn", "main:app"])).toBe(first);
      expect(await named(["gunicorn", "other:app"])).not.toBe(first);
      await writeFile(join(folder, "main.py"), "a = 2\n");
      expect(await named(["gunicorn", "main:app"])).not.toBe(first);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("is not a command alone on Google Cloud", async () => {
    const command = ["gunicorn", "main:app"];
    await expect(
      imageFor(context, settings({ ...onGoogle.config, command }), undefined),
    ).rejects.toMatchObject({ code: "image.command" });
    const image = `europe-docker.pkg.dev/p/r/i@${digest}`;
    expect(await imageFor(context, settings({ ...onGoogle.config, command, image }), undefined)).toBe(image);
    expect(() => settings({ command, model: "./m.ts" })).toThrow("is not a valid configuration");
  });

  it.each(["my-model.ts", "../my-model.ts", "./a/../../b.ts", "./my-model.py", "prophet"])(
    "has no model of one's own at %s",
    (model) => {
      expect(() => settings({ model })).toThrow("is not a valid configuration");
    },
  );

  it("is built from this package on Google Cloud when none is named, which asks for docker only then", async () => {
    const folder = await mkdtemp(join(tmpdir(), "cloud-runner-package-"));
    try {
      await mkdir(join(folder, "dist", "image"), { recursive: true });
      await writeFile(join(folder, "dist", "image", "image.json"), JSON.stringify({ digest: "sha256:1" }));
      await writeFile(join(folder, "package.json"), JSON.stringify({ version: "1.2.3" }));
      await writeFile(join(folder, "Dockerfile"), "FROM x\n");
      const env = { PATH: folder, CLOUD_RUNNER_BASE_IMAGE: "mirror.example/node:24" };
      const image = await imageFor(
        { ...context, machine: { ...io, packageFolder: folder, env } },
        onGoogle,
        undefined,
      );
      expect(image).toMatchObject({
        content: { folder, version: "1.2.3", baseImage: env.CLOUD_RUNNER_BASE_IMAGE },
      });
      await requireEngine(image, { rows: [row("image", "noop", { kind: "container.image" })] });
      await expect(
        requireEngine(image, { rows: [row("image", "create", { kind: "container.image" })] }),
      ).rejects.toMatchObject({
        code: "docker.missing",
        exitCode: 1,
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe("the outputs", () => {
  const { outputs, cloud } = localStack;

  it("carry the ecosystem's variables on the local cloud", () => {
    expect(stackOutputs(outputs, cloud).environment).toEqual({
      GOOGLE_CLOUD_PROJECT: "cloud-runner-local",
      INPUT_BUCKET: "in",
      OUTPUT_BUCKET: "out",
      STORAGE_EMULATOR_HOST: "http://127.0.0.1:4000",
      GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT: "false",
      PUBSUB_EMULATOR_HOST: "127.0.0.1:4001",
      PUBSUB_PROJECT_ID: "cloud-runner-local",
      CLOUDSDK_CORE_PROJECT: "cloud-runner-local",
      CLOUDSDK_CORE_DISABLE_PROMPTS: "1",
      CLOUDSDK_CORE_CHECK_GCE_METADATA: "false",
      ...Object.fromEntries(
        "ARTIFACTREGISTRY CLOUDBILLING CLOUDRESOURCEMANAGER CLOUDSCHEDULER IAM LOGGING MONITORING PUBSUB SERVICEUSAGE"
          .split(" ")
          .map((api) => [`CLOUDSDK_API_ENDPOINT_OVERRIDES_${api}`, "http://127.0.0.1:4000/"]),
      ),
      CLOUDSDK_AUTH_ACCESS_TOKEN: "s3cret",
      CLOUDSDK_API_ENDPOINT_OVERRIDES_RUN: "http://run.localhost:4000/",
      CLOUDSDK_PROXY_TYPE: "http",
      CLOUDSDK_PROXY_ADDRESS: "127.0.0.1",
      CLOUDSDK_PROXY_PORT: "4000",
      CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: "http://127.0.0.1:4000/storage/v1/",
      GOOGLE_OAUTH_ACCESS_TOKEN: "s3cret",
      GOOGLE_STORAGE_CUSTOM_ENDPOINT: "http://127.0.0.1:4000/storage/v1/",
      GOOGLE_PUBSUB_CUSTOM_ENDPOINT: "http://127.0.0.1:4000/v1/",
      GOOGLE_CLOUD_RUN_V2_CUSTOM_ENDPOINT: "http://127.0.0.1:4000/v2/",
      GOOGLE_CLOUD_SCHEDULER_CUSTOM_ENDPOINT: "http://127.0.0.1:4000/v1/",
      GOOGLE_ARTIFACT_REGISTRY_CUSTOM_ENDPOINT: "http://127.0.0.1:4000/v1/",
      GOOGLE_SERVICE_USAGE_CUSTOM_ENDPOINT: "http://127.0.0.1:4000/v1/",
      GOOGLE_RESOURCE_MANAGER_CUSTOM_ENDPOINT: "http://127.0.0.1:4000/v1/",
      GOOGLE_RESOURCE_MANAGER_V3_CUSTOM_ENDPOINT: "http://127.0.0.1:4000/v3/",
      GOOGLE_CLOUD_BILLING_CUSTOM_ENDPOINT: "http://127.0.0.1:4000/v1/",
      GOOGLE_IAM_BETA_CUSTOM_ENDPOINT: "http://127.0.0.1:4000/v1/",
    });
  });

  it("name gsutil's configuration once the local cloud answers over TLS", () => {
    const { environment } = stackOutputs(outputs, cloud, "/p/.cloud-runner/tls/boto.cfg");
    expect(environment["BOTO_CONFIG"]).toBe("/p/.cloud-runner/tls/boto.cfg");
  });

  it("point nothing at an emulator on Google Cloud", () => {
    const { target, environment } = stackOutputs(outputs, undefined);
    expect(target).toBe("gcp");
    expect(Object.keys(environment)).toEqual(["GOOGLE_CLOUD_PROJECT", "INPUT_BUCKET", "OUTPUT_BUCKET"]);
  });
});

it("reports each resource once it is done, and why one has failed", () => {
  const progress = recordingProgress();
  const updates: string[] = [];
  const activity = { update: (text: string) => void updates.push(text), succeed() {}, fail() {}, stop() {} };
  const reporter = reportTo(progress, activity, 2);
  const [one, two] = [row("one", "create"), row("two", "update")];
  const result = { id: "", kind: "", name: "", action: "create" as const };
  reporter.started?.(one);
  reporter.waiting?.(one, "waiting for a freshly enabled API", 4000, { budgetMs: 120_000 });
  reporter.finished?.(one, { ...result, outcome: "done", durationMs: 1500 });
  reporter.started?.(two);
  const error = new CloudRunnerError("It said no.", { code: "x" });
  reporter.finished?.(two, { ...result, outcome: "failed", durationMs: 10, error });
  expect(updates).toContain(
    "0 of 2 done, pubsub.topic topics/one waiting for a freshly enabled API, 4.0 s of 2 min",
  );
  expect(progress.told).toEqual([
    "ok created pubsub.topic topics/one (1500 ms)",
    "failed pubsub.topic topics/two: It said no.",
  ]);
});

it.each([
  ["projects/p/locations/us-central1/services/forecast", "services/forecast"],
  [
    "projects/p/serviceAccounts/forecast-runtime@p.iam.gserviceaccount.com",
    "serviceAccounts/forecast-runtime",
  ],
  [
    "projects/p/topics/t roles/pubsub.publisher serviceAccount:service-1@gcp-sa-pubsub.iam.gserviceaccount.com",
    "topics/t roles/pubsub.publisher gcp-sa-pubsub",
  ],
  ["buckets/b/notificationConfigs (projects/p/topics/t)", "buckets/b/notificationConfigs (topics/t)"],
  ["projects/p", "projects/p"],
])("shortens %s for people", (name, short) => {
  expect(shortName(name)).toBe(short);
});

describe("a gauge", () => {
  it.each([
    [
      "adds up the newest point of each series",
      [
        { points: [{ value: { int64Value: "2" } }, { value: { int64Value: "9" } }] },
        { points: [{ value: { int64Value: "3" } }] },
      ],
      5,
    ],
    ["takes a mean as it is", [{ points: [{ value: { doubleValue: 0.5 } }] }], 0.5],
    ["is unknown without a sample, which is not zero", [], undefined],
    ["is unknown when all series are empty", [{ points: [] }], undefined],
  ])("%s", (_, series, expected) => {
    expect(sumOfNewest(series)).toBe(expected);
  });
});

describe("taking everything down", () => {
  it("needs the name of the stack, or somebody to ask", async () => {
    const folder = await mkdtemp(join(tmpdir(), "cloud-runner-down-"));
    try {
      const session = fakeContext(io, {}, folder);
      await expect(down(session)).rejects.toMatchObject({ code: "usage.confirmation-needed" });
      await expect(down(session, { confirm: "another" })).rejects.toMatchObject({ exitCode: 2 });
      const gone = { stack: "forecast", deleted: [], stopped: undefined };
      expect(await down(session, { confirm: "forecast" })).toMatchObject(gone);
      expect(await down(session, { approve: async () => {} })).toMatchObject(gone);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
