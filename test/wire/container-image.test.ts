// The image as a part of the stack: built once, found by its content, deployed by digest. Docker is played.
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { parseConfig } from "../../src/core/config.ts";
import { ExecError } from "../../src/core/errors.ts";
import { namesFor } from "../../src/core/names.ts";
import { createArtifactRegistry, type ArtifactRegistry } from "../../src/local/services/artifact-registry.ts";
import { createResourceManager } from "../../src/local/services/projects/resource-manager.ts";
import { createServiceUsage } from "../../src/local/services/projects/service-usage.ts";
import { apply } from "../../src/provision/engine/apply.ts";
import { createClients, type Clients } from "../../src/provision/google/clients.ts";
import { createContext, type CloudContext } from "../../src/provision/engine/context.ts";
import { nodeOf } from "../../src/provision/engine/node.ts";
import { containerImage } from "../../src/provision/resources/container-image.ts";
import { plan } from "../../src/provision/engine/plan.ts";
import { stackFor } from "../../src/provision/stack.ts";
import { fakeExec, type Answer } from "../support/fake-exec.ts";
import { startServices, type StartedServices } from "../support/local-services.ts";

const config = parseConfig({}, "test");
const names = namesFor(config);
const digest = `sha256:${"d".repeat(64)}`;
const host = "us-central1-docker.pkg.dev/cloud-runner-local/forecast/cloud-runner";
const repository = "projects/cloud-runner-local/locations/us-central1/repositories/forecast";
const content = {
  folder: "/package",
  baseImage: "base:1",
  version: "1.2.3",
  revision: "0a1b",
  tag: "content-abc",
};
const image = `${host}:${content.tag}`;

let started: StartedServices;
let registry: ArtifactRegistry;
let clients: Clients;
let ctx: CloudContext;

beforeAll(async () => {
  started = await startServices((context) => [
    createResourceManager(context),
    createServiceUsage(context),
    (registry = createArtifactRegistry(context)),
  ]);
  const { httpPort, grpcPort, secret } = started;
  const httpUrl = `http://127.0.0.1:${httpPort}`;
  clients = createClients(
    { target: "local", httpUrl, grpcHost: "127.0.0.1", grpcPort, secret },
    names.project,
  );
  ctx = createContext({ clients, clock: systemClock, names });
});
afterAll(async () => {
  await clients.close();
  await started.close();
});

function docker(push: Answer) {
  return fakeExec({
    [`docker build --platform linux/amd64 --build-arg BASE_IMAGE=base:1 --build-arg VERSION=1.2.3 --build-arg REVISION=0a1b --tag ${image} /package`]:
      "",
    [`docker image inspect --format '{{.Os}}/{{.Architecture}}' ${image}`]: "linux/amd64",
    "docker context inspect --format '{{.Endpoints.docker.Host}}'": "unix:///run/docker.sock",
    [`docker push ${image}`]: push,
  });
}

/** What an image needs, and the image itself. */
function nodesWith(exec: ReturnType<typeof docker>["exec"]) {
  const engine = async () => ({ exec, builder: "classic" }) as const;
  const wanted = new Set(["project", "services", "repository", "image"]);
  return stackFor(config, names, { content, engine }).filter(({ id }) => wanted.has(id));
}

test("a first run that cannot push leaves the repository, and the next one goes on from there", async () => {
  const failing = docker({ exitCode: 1, stderr: "no route to host" });
  const first = await plan(ctx, nodesWith(failing.exec));
  const error: unknown = await apply(ctx, first).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "exec.failed", cause: expect.any(ExecError) });

  const waits: string[] = [];
  const working = docker(() => {
    registry.addImage(`${repository}/dockerImages/cloud-runner@${digest}`, {
      sizeBytes: 1,
      tags: [content.tag],
    });
    return `${content.tag}: digest: ${digest} size: 1`;
  });
  const second = await plan(ctx, nodesWith(working.exec));
  expect(second.rows.filter(({ action }) => action !== "noop").map(({ id }) => id)).toEqual(["image"]);
  const { observed } = await apply(ctx, second, { waiting: (_row, reason) => waits.push(reason) });
  expect(observed.of(nodeOf(second.nodes, containerImage))).toEqual({ image: `${host}@${digest}` });
  expect(waits).toEqual(["building the image", "pushing the image"]);
});

test("nothing is built or pushed when the registry has the content", async () => {
  const untouched = fakeExec({});
  const { rows, observed, nodes } = await plan(ctx, nodesWith(untouched.exec));
  expect(rows.map(({ action }) => action)).toEqual(["noop", "noop", "noop", "noop"]);
  expect(observed.of(nodeOf(nodes, containerImage))).toEqual({ image: `${host}@${digest}` });
  expect(untouched.lines).toEqual([]);
});
