import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sumOfNewest } from "../../../src/library/stack/gauges.ts";
import { imageFor, requireEngine } from "../../../src/library/stack/image.ts";
import { renderPlan } from "../../../src/cli/commands/plan/render-plan.ts";
import { reportTo } from "../../../src/library/stack/report-progress.ts";
import { shortName } from "../../../src/library/stack/short-name.ts";
import { exportLines, renderOutputs, shownOutputs } from "../../../src/library/stack/show-outputs.ts";
import { viewOf } from "../../../src/cli/shell/view.ts";
import { parseConfig } from "../../../src/core/config.ts";
import { CloudRunnerError } from "../../../src/core/errors.ts";
import { namesFor } from "../../../src/core/names.ts";
import type { Row } from "../../../src/provision/engine/plan.ts";
import { fakeContext, fakeIo, recordingProgress } from "../cli/support.ts";

const io = fakeIo();
const view = viewOf(io.stdout, io, true);

const row = (id: string, action: Row["action"], more: Partial<Row> = {}): Row => ({
  id,
  kind: "pubsub.topic",
  name: `projects/p/topics/${id}`,
  action,
  changes: [],
  ...more,
});

describe("a plan", () => {
  it("shows what changes, how, and the sum", () => {
    const rows = [
      row("same", "noop"),
      row("new", "create"),
      row("old", "update", {
        kind: "run.service",
        changes: [{ path: "memory", from: "1Gi", to: "2Gi", effect: "update" }],
      }),
      row("foreign", "refuse", { reason: "it exists, and was not made by this stack", fix: "Pass --adopt." }),
    ];
    expect(renderPlan(rows, view)).toMatchInlineSnapshot(`
      "+  pubsub.topic  topics/new
      ~  run.service   topics/old
          memory: "1Gi" -> "2Gi"
      !  pubsub.topic  topics/foreign
          refused: it exists, and was not made by this stack
          fix: Pass --adopt.
      Plan: 1 to add, 1 to change, 0 to destroy. 1 refused."
    `);
  });

  it("is one line when nothing changes", () => {
    expect(renderPlan([row("same", "noop")], view)).toBe("Plan: 0 to add, 0 to change, 0 to destroy.");
  });
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

  it("may stand in cloud-runner.json for Google Cloud, and is refused there for the local cloud", async () => {
    const image = `europe-docker.pkg.dev/p/r/i@${digest}`;
    expect(await imageFor(context, settings({ ...onGoogle.config, image }), undefined)).toBe(image);
    await expect(imageFor(context, settings({ image }), undefined)).rejects.toMatchObject({
      code: "image.local",
      fix: expect.stringContaining("--project") as string,
    });
    expect(() => settings({ image, model: "./m.ts" })).toThrow("is not a valid configuration");
    expect(() => settings({ image: "europe-docker.pkg.dev/p/r/i:latest" })).toThrow(
      "is not a valid configuration",
    );
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
        { ...context, io: { ...io, packageFolder: folder, env } },
        onGoogle,
        undefined,
      );
      expect(image).toMatchObject({
        content: { folder, version: "1.2.3", baseImage: env.CLOUD_RUNNER_BASE_IMAGE },
      });
      await requireEngine(image, { rows: [row("image", "noop")] });
      await expect(requireEngine(image, { rows: [row("image", "create")] })).rejects.toMatchObject({
        code: "docker.missing",
        exitCode: 1,
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe("the outputs", () => {
  const outputs = {
    project: "cloud-runner-local",
    region: "us-central1",
    inputBucket: "in",
    outputBucket: "out",
    topic: "t",
    subscription: "s",
    deadLetterTopic: "dt",
    deadLetterSubscription: "ds",
    service: "forecast",
    serviceUrl: "http://127.0.0.1:4000/run/us-central1/forecast",
    revision: "forecast-00001-abc",
    image: "image@sha256:1",
    runtimeAccount: "r@x",
    invokerAccount: "i@x",
  };
  const cloud = { pid: 1, httpPort: 4000, grpcPort: 4001, buildId: "b", startedAt: "" };

  it("carry the ecosystem's variables on the local cloud", () => {
    expect(shownOutputs(outputs, cloud).environment).toEqual({
      GOOGLE_CLOUD_PROJECT: "cloud-runner-local",
      INPUT_BUCKET: "in",
      OUTPUT_BUCKET: "out",
      STORAGE_EMULATOR_HOST: "http://127.0.0.1:4000",
      PUBSUB_EMULATOR_HOST: "127.0.0.1:4001",
      PUBSUB_PROJECT_ID: "cloud-runner-local",
      CLOUDSDK_CORE_PROJECT: "cloud-runner-local",
      CLOUDSDK_CORE_DISABLE_PROMPTS: "1",
      CLOUDSDK_CORE_CHECK_GCE_METADATA: "false",
      ...Object.fromEntries(
        "ARTIFACTREGISTRY CLOUDBILLING CLOUDRESOURCEMANAGER IAM LOGGING MONITORING PUBSUB SERVICEUSAGE"
          .split(" ")
          .map((api) => [`CLOUDSDK_API_ENDPOINT_OVERRIDES_${api}`, "http://127.0.0.1:4000/"]),
      ),
      CLOUDSDK_AUTH_DISABLE_CREDENTIALS: "true",
      CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: "http://127.0.0.1:4000/storage/v1/",
    });
  });

  it("name gsutil's configuration once the local cloud answers over TLS", () => {
    const { environment } = shownOutputs(outputs, cloud, "/p/.cloud-runner/tls/boto.cfg");
    expect(environment["BOTO_CONFIG"]).toBe("/p/.cloud-runner/tls/boto.cfg");
  });

  it("point nothing at an emulator on Google Cloud", () => {
    const { target, environment } = shownOutputs(outputs, undefined);
    expect(target).toBe("gcp");
    expect(Object.keys(environment)).toEqual(["GOOGLE_CLOUD_PROJECT", "INPUT_BUCKET", "OUTPUT_BUCKET"]);
  });

  it("are a table with the variables below", () => {
    const text = renderOutputs(shownOutputs(outputs, cloud), view);
    expect(text).toMatch(/^input bucket\s+in$/m);
    expect(text).toMatch(/^ {2}export STORAGE_EMULATOR_HOST=http:\/\/127\.0\.0\.1:4000$/m);
  });

  it("are safe to hand to a shell", () => {
    expect(exportLines({ A: "plain", B: "it's; rm -rf $HOME" })).toBe(
      String.raw`export A=plain` + "\n" + String.raw`export B='it'\''s; rm -rf $HOME'`,
    );
  });
});

it("tells of each resource once it is done, and why one has failed", () => {
  const progress = recordingProgress();
  const updates: string[] = [];
  const activity = { update: (text: string) => void updates.push(text), succeed() {}, fail() {}, stop() {} };
  const reporter = reportTo(progress, activity, 2, view);
  const [one, two] = [row("one", "create"), row("two", "update")];
  const result = { id: "", kind: "", name: "", action: "create" as const };
  reporter.started?.(one);
  reporter.waiting?.(one, "waits for a freshly enabled API", 4000);
  reporter.finished?.(one, { ...result, outcome: "done", durationMs: 1500 });
  reporter.started?.(two);
  const error = new CloudRunnerError("It said no.", { code: "x" });
  reporter.finished?.(two, { ...result, outcome: "failed", durationMs: 10, error });
  expect(updates).toContain("0 of 2 done, pubsub.topic topics/one waits for a freshly enabled API (4.0 s)");
  expect(progress.told).toEqual([
    "note ✔ created pubsub.topic topics/one (1.5 s)",
    "note ✖ pubsub.topic topics/two: It said no.",
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
