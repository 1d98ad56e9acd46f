import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { ConfigInput } from "../../../src/core/config.ts";
import { observed } from "../../../src/provision/engine/node.ts";
import { unknownYet } from "../../../src/provision/engine/unknown.ts";
import { inOrder } from "../../../src/provision/engine/graph.ts";
import { newProjectFor } from "../../../src/provision/new-project.ts";
import { kinds } from "../../../src/provision/kinds.ts";
import { withSchedules } from "../../../src/provision/nodes/schedule-nodes.ts";
import { scheduleLive } from "../../../src/provision/resources/schedule-job.ts";
import { stackFor } from "../../../src/provision/stack.ts";
import { planFrom } from "../../../src/provision/engine/plan.ts";
import { config, names } from "./support.ts";

const input = { name: "demo", target: "gcp", project: "some-project" } as const;

describe("stackFor", () => {
  const nodes = stackFor(config(input), names(input), "image@sha256:1");

  it("is the pipeline, each part after what it needs", () => {
    expect(inOrder(nodes).map(({ id, needs }) => `${id} <- ${needs.join(" ")}`)).toMatchInlineSnapshot(`
      [
        "services <- ",
        "dead-letter-topic <- services",
        "dead-letter-subscription <- dead-letter-topic",
        "invoker-account <- services",
        "project <- services",
        "input-bucket <- project",
        "output-bucket <- project",
        "pubsub-signs-as-invoker <- project invoker-account",
        "pubsub-writes-dead-letters <- project dead-letter-topic",
        "repository <- services",
        "results-topic <- services",
        "runtime-account <- services",
        "runtime-publishes-results <- results-topic runtime-account",
        "runtime-reads-input <- input-bucket runtime-account",
        "runtime-writes-output <- output-bucket runtime-account",
        "job <- repository runtime-reads-input runtime-writes-output results-topic runtime-publishes-results",
        "runtime-reads-job <- job runtime-account",
        "runtime-runs-job <- job runtime-account",
        "service <- repository runtime-reads-input runtime-writes-output results-topic runtime-publishes-results",
        "invoker-calls-service <- service invoker-account",
        "dead-letter-push <- dead-letter-topic invoker-calls-service results-topic runtime-publishes-results",
        "storage-agent <- services",
        "topic <- services",
        "push-subscription <- topic dead-letter-subscription invoker-calls-service",
        "pubsub-takes-from-subscription <- project push-subscription",
        "storage-publishes <- topic storage-agent",
        "notification <- input-bucket storage-publishes push-subscription pubsub-signs-as-invoker pubsub-takes-from-subscription pubsub-writes-dead-letters job runtime-runs-job runtime-reads-job",
      ]
    `);
  });

  it("lets the container read the buckets of artifacts, each once, before it starts", () => {
    const artifacts = ["gs://weights", "gs://weights/", `gs://${names(input).inputBucket}`];
    const more = stackFor(config({ ...input, artifacts }), names(input), "image@sha256:1");
    const added = more.filter(({ id }) => !nodes.some((node) => node.id === id));
    expect(added.map(({ id, needs }) => ({ id, needs }))).toEqual([
      { id: "runtime-reads-weights", needs: ["services", "runtime-account"] },
    ]);
    expect(more.find(({ id }) => id === "service")!.needs).toContain("runtime-reads-weights");
  });

  it("has no job for containers of others, nor where it is switched off; the service is told so", () => {
    const image = `i@sha256:${"1".repeat(64)}`;
    for (const without of [{ job: { enabled: false } }, { image }, { command: ["run"] }]) {
      const made = stackFor(config({ ...input, ...without }), names(input), image);
      expect(made.filter(({ id }) => id.endsWith("job"))).toEqual([]);
      const service = made.find(({ id }) => id === "service")!.spec({ of: () => unknownYet });
      expect(service).toMatchObject({ env: { FORECAST_JOB: "" } });
      // `down` looks for it all the same: it may have been made before.
      const whole = stackFor(config({ ...input, ...without }), names(input), image, { withJob: true });
      expect(whole.map(({ id }) => id)).toContain("job");
    }
  });

  it("has no results topic for containers of others, nor where it is switched off; service and job are told so", () => {
    const image = `i@sha256:${"1".repeat(64)}`;
    for (const without of [{ events: { enabled: false } }, { image }, { command: ["run"] }]) {
      const made = stackFor(config({ ...input, ...without }), names(input), image);
      expect(made.filter(({ id }) => id.endsWith("results") || id === "results-topic")).toEqual([]);
      for (const node of made.filter(({ id }) => id === "service" || id === "job"))
        expect(node.spec({ of: () => unknownYet })).toMatchObject({ env: { RESULTS_TOPIC: "" } });
      // `down` looks for it all the same: it may have been made before.
      const whole = stackFor(config({ ...input, ...without }), names(input), image, { withEvents: true });
      expect(whole.map(({ id }) => id)).toContain("results-topic");
    }
  });

  it("tells service and job of each other, and each of its own time", () => {
    const known = { of: () => unknownYet };
    const job = "projects/some-project/locations/us-central1/jobs/demo-job";
    const envOf = (id: string) => (nodes.find((node) => node.id === id)!.spec(known) as { env: object }).env;
    expect(envOf("service")).toMatchObject({ FORECAST_JOB: job, FORECAST_TIMEOUT_SECONDS: "540" });
    expect(envOf("job")).toMatchObject({
      FORECAST_JOB: job,
      FORECAST_TIMEOUT_SECONDS: "19440",
      JOB_MAXIMUM_RETRIES: "3",
    });
  });

  it("lets each part wait for all that it asks late values of", () => {
    const byId = new Map(nodes.map((node) => [node.id, node]));
    const above = (id: string): string[] => byId.get(id)!.needs.flatMap((need) => [need, ...above(need)]);
    for (const node of nodes) {
      const asked: string[] = [];
      node.spec({
        of(other) {
          asked.push(other.id);
          return unknownYet;
        },
      });
      expect(above(node.id)).toEqual(expect.arrayContaining(asked));
    }
  });

  it("knows every name before anything exists", () => {
    const rows = planFrom(nodes, observed());
    expect(rows.map((row) => `${row.kind} ${row.name}`)).toMatchInlineSnapshot(`
      [
        "serviceusage.services projects/some-project/services",
        "pubsub.topic projects/some-project/topics/demo-dead-letters",
        "pubsub.subscription projects/some-project/subscriptions/demo-dead-letters",
        "iam.serviceAccount projects/some-project/serviceAccounts/demo-invoker@some-project.iam.gserviceaccount.com",
        "resourcemanager.project projects/some-project",
        "storage.bucket buckets/some-project-demo-input",
        "storage.bucket buckets/some-project-demo-output",
        "iam.iamMember projects/some-project/serviceAccounts/demo-invoker@some-project.iam.gserviceaccount.com roles/iam.serviceAccountTokenCreator (known after apply)",
        "pubsub.iamMember projects/some-project/topics/demo-dead-letters roles/pubsub.publisher (known after apply)",
        "artifactregistry.repository projects/some-project/locations/us-central1/repositories/demo",
        "pubsub.topic projects/some-project/topics/demo-results",
        "iam.serviceAccount projects/some-project/serviceAccounts/demo-runtime@some-project.iam.gserviceaccount.com",
        "pubsub.iamMember projects/some-project/topics/demo-results roles/pubsub.publisher serviceAccount:demo-runtime@some-project.iam.gserviceaccount.com",
        "storage.iamMember buckets/some-project-demo-input roles/storage.objectViewer serviceAccount:demo-runtime@some-project.iam.gserviceaccount.com",
        "storage.iamMember buckets/some-project-demo-output roles/storage.objectUser serviceAccount:demo-runtime@some-project.iam.gserviceaccount.com",
        "run.job projects/some-project/locations/us-central1/jobs/demo-job",
        "run.iamMember projects/some-project/locations/us-central1/jobs/demo-job roles/run.viewer serviceAccount:demo-runtime@some-project.iam.gserviceaccount.com",
        "run.iamMember projects/some-project/locations/us-central1/jobs/demo-job roles/run.jobsExecutorWithOverrides serviceAccount:demo-runtime@some-project.iam.gserviceaccount.com",
        "run.service projects/some-project/locations/us-central1/services/demo",
        "run.iamMember projects/some-project/locations/us-central1/services/demo roles/run.invoker serviceAccount:demo-invoker@some-project.iam.gserviceaccount.com",
        "pubsub.subscription projects/some-project/subscriptions/demo-dead-letter-push",
        "storage.serviceAgent projects/some-project/serviceAccount",
        "pubsub.topic projects/some-project/topics/demo-uploads",
        "pubsub.subscription projects/some-project/subscriptions/demo-push",
        "pubsub.iamMember projects/some-project/subscriptions/demo-push roles/pubsub.subscriber (known after apply)",
        "pubsub.iamMember projects/some-project/topics/demo-uploads roles/pubsub.publisher (known after apply)",
        "storage.notification buckets/some-project-demo-input/notificationConfigs (projects/some-project/topics/demo-uploads)",
      ]
    `);
  });

  it("marks everything that can carry labels, which the config's own labels cannot undo", () => {
    const labelled = stackFor(
      config({ ...input, labels: { team: "x", "managed-by": "me" } }),
      names(input),
      "i",
    );
    const known = { of: () => unknownYet };
    const labels = labelled.flatMap((node) => (node.spec(known) as { labels?: object }).labels ?? []);
    expect(labels).toHaveLength(11);
    for (const one of labels) {
      expect(one).toEqual({ team: "x", "managed-by": "cloud-runner", "cloud-runner-stack": "demo" });
    }
  });

  it("builds the image once the repository stands, beside everything else, and only what runs it waits for it", () => {
    const content = { folder: "/p", baseImage: "b", version: "1", revision: "r", tag: "content-abc" };
    const engine = () => Promise.reject(new Error("Nothing is built while planning."));
    const building = stackFor(config(input), names(input), { content, engine });
    const waiting = building.filter(({ id, needs }) => id === "image" || needs.includes("image"));
    expect(waiting.map(({ id, needs }) => `${id} <- ${needs.join(" ")}`)).toEqual([
      "image <- repository",
      "service <- image runtime-reads-input runtime-writes-output results-topic runtime-publishes-results",
      "job <- image runtime-reads-input runtime-writes-output results-topic runtime-publishes-results",
    ]);
    const rows = planFrom(building, observed());
    expect(rows.find(({ id }) => id === "image")).toMatchObject({
      action: "create",
      name: "us-central1-docker.pkg.dev/some-project/demo/cloud-runner:content-abc",
    });
  });
});

describe("the kinds", () => {
  it("hold each that a stack or a new project is made of", () => {
    const content = { folder: "/p", baseImage: "b", version: "1", revision: "r", tag: "content-abc" };
    const input: ConfigInput = {
      target: "gcp",
      project: "some-project",
      builder: "cloud-build",
      notify: ["ops@example.com"],
    };
    const scheduled = scheduleLive({ name: "projects/some-project/locations/us-central1/jobs/demo-nightly" });
    const made = [
      ...withSchedules(stackFor(config(input), names(input), { content }), [scheduled], names(input)),
      ...newProjectFor(config(input), { id: "p", parent: undefined, billingAccount: "billingAccounts/1" }),
    ];
    const used = new Set<unknown>(made.map(({ resource }) => resource));
    expect(kinds.filter((kind) => !used.has(kind)).map(({ kind }) => kind)).toEqual([]);
    expect(used.size).toBe(kinds.length);
  });

  it("are what their page says of them", async () => {
    const page = await readFile(new URL("../../../docs/what-it-builds.md", import.meta.url), "utf8");
    const onPage = page.split("\n| kind")[1]!.split("\n\n")[0]!.split("\n").slice(2);
    const cells = (line: string) => line.split("|").map((cell) => cell.trim());
    const purposes = [...new Set(kinds.map(({ purpose }) => purpose))];
    const rows = purposes.map((purpose) => {
      const alike = kinds.filter((kind) => kind.purpose === purpose);
      const named = [...new Set(alike.map(({ kind }) => `\`${kind}\``))].join(", ");
      const { kept } = alike[0]!;
      return `| ${named} | ${purpose} | ${kept ?? "removed"} |`;
    });
    expect(onPage.map(cells)).toEqual(rows.map(cells));
  });
});
