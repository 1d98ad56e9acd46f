import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Clock } from "../../../../src/core/clock.ts";
import { PreconditionError } from "../../../../src/core/errors.ts";
import type { ExecOptions } from "../../../../src/core/exec.ts";
import { shellQuote } from "../../../../src/core/shell-quote.ts";
import { buildArgs } from "../../../../src/provision/image/docker-args.ts";
import { findEngine } from "../../../../src/provision/image/docker-engine.ts";
import type { ImageRegistry } from "../../../../src/provision/image/image-registry.ts";
import { findImage, publishImage } from "../../../../src/provision/image/publish-image.ts";
import { fakeExec, type Answer } from "../../../support/fake-exec.ts";
import { modeHere } from "../../../support/system.ts";

const digest = `sha256:${"d".repeat(64)}`;
const repository = "europe-west1-docker.pkg.dev/p/forecast/cloud-runner";
const image = `${repository}:content-abc`;
const content = {
  folder: "/package",
  baseImage: "base:1",
  version: "1.2.3",
  revision: "0a1b",
  tag: "content-abc",
};
const registry: ImageRegistry = {
  image: repository,
  host: "europe-west1-docker.pkg.dev",
  credentials: async () => ({ user: "oauth2accesstoken", password: "t0ken" }),
  find: async () => undefined,
};

const engineLine = "docker version --format '{{.Server.Os}}/{{.Server.Arch}}'";
const storeLine = "docker info --format '{{.DriverStatus}}'";
const buildRest = `--platform linux/amd64 --build-arg BASE_IMAGE=base:1 --build-arg VERSION=1.2.3 --build-arg REVISION=0a1b --tag ${image} /package`;
const pushed = `The push refers to repository [${repository}]\ncontent-abc: digest: ${digest} size: 528\n`;
const answers: Record<string, Answer> = {
  [engineLine]: "linux/arm64",
  "docker buildx version": "github.com/docker/buildx v0.19.3",
  [storeLine]: "[[Backing Filesystem extfs] [Supports d_type true]]\n",
  [`docker buildx build --load ${buildRest}`]: "",
  [`docker build ${buildRest}`]: "",
  [`docker image inspect --format '{{.Os}}/{{.Architecture}}' ${image}`]: "linux/amd64\n",
  "docker context inspect --format '{{.Endpoints.docker.Host}}'": "unix:///home/me/docker.sock\n",
  [`docker push ${image}`]: pushed,
};

/** Time passes only by sleeping. */
function steppedClock(): Clock {
  let now = 0;
  return {
    now: () => now,
    sleep: async (ms) => {
      now += ms;
    },
  };
}

async function publish(changes: Record<string, Answer> = {}, { env = {}, isFresh = false } = {}) {
  const fake = fakeExec({ ...answers, ...changes });
  const steps: string[] = [];
  const engine = await findEngine({ exec: fake.exec, env });
  const published = publishImage({
    engine,
    registry,
    content,
    clock: steppedClock(),
    isFresh,
    onStep: (text) => steps.push(text),
  });
  return { ...fake, steps, published };
}

describe("publishing an image", () => {
  it("builds, checks the platform, pushes, and gives the digest that was pushed", async () => {
    const { published, lines } = await publish();
    expect(await published).toBe(`${repository}@${digest}`);
    expect(lines).toEqual([
      engineLine,
      "docker buildx version",
      storeLine,
      `docker buildx build --load ${buildRest}`,
      `docker image inspect --format '{{.Os}}/{{.Architecture}}' ${image}`,
      "docker context inspect --format '{{.Endpoints.docker.Host}}'",
      `docker push ${image}`,
    ]);
  });

  describe("where the engine's image store is containerd's", () => {
    const attested = shellQuote(buildArgs({ ...content, builder: "attesting", image }));
    const store = { [storeLine]: "[[driver-type io.containerd.snapshotter.v1]]\n" };

    it("adds provenance and the list of what the image holds", async () => {
      const { published, lines } = await publish({ ...store, [attested]: "" });
      expect(await published).toBe(`${repository}@${digest}`);
      expect(lines).toContain(attested);
      expect(attested).toContain("--provenance=mode=max --sbom=");
    });

    it.each([
      "failed to resolve source metadata for docker.io/docker/buildkit-syft-scanner:stable-1: i/o timeout",
      "Attestation is not supported for the docker driver.",
      "docker exporter does not currently support exporting manifest lists",
    ])("builds without them where they cannot be made, and says so: %s", async (reason) => {
      const stderr = `ERROR: failed to build: ${reason}`;
      const { published, lines, steps } = await publish({ ...store, [attested]: { exitCode: 1, stderr } });
      expect(await published).toBe(`${repository}@${digest}`);
      expect(lines).toContain(`docker buildx build --load ${buildRest}`);
      expect(steps).toContain("building the image without attestations, which docker could not make");
    });

    it("fails for any other reason as ever", async () => {
      const stderr = "ERROR: failed to solve: base:1: not found";
      const { published, lines } = await publish({ ...store, [attested]: { exitCode: 1, stderr } });
      await expect(published).rejects.toMatchObject({ stderr: expect.stringContaining("not found") });
      expect(lines.filter((line) => line.includes("buildx build"))).toHaveLength(1);
    });
  });

  it.each([
    ["docker has no BuildKit", { "docker buildx version": { exitCode: 1, stderr: "unknown command" } }, {}],
    ["the user switched BuildKit off", {}, { DOCKER_BUILDKIT: "0" }],
  ])("takes the classic builder when %s", async (_, changes, env) => {
    const { published, lines } = await publish(changes, { env });
    await published;
    expect(lines).toContain(`docker build ${buildRest}`);
  });

  it("hands the token over in a configuration of its own, which is gone afterwards", async () => {
    let seen: ExecOptions = {};
    let written = "";
    let mode = 0;
    const { published } = await publish({
      [`docker push ${image}`]: (options) => {
        seen = options;
        const file = join(options.env!["DOCKER_CONFIG"]!, "config.json");
        written = readFileSync(file, "utf8");
        mode = statSync(file).mode & 0o777;
        return pushed;
      },
    });
    await published;
    const auth = Buffer.from("oauth2accesstoken:t0ken").toString("base64");
    expect(JSON.parse(written)).toEqual({ auths: { "europe-west1-docker.pkg.dev": { auth } } });
    expect(mode).toBe(modeHere(0o600));
    expect(seen.env).toMatchObject({ DOCKER_HOST: "unix:///home/me/docker.sock", DOCKER_CONTEXT: undefined });
    expect(seen.secrets).toEqual(["t0ken", auth]);
    expect(existsSync(seen.env!["DOCKER_CONFIG"]!)).toBe(false);
  });

  it("never pushes an image that Cloud Run cannot run", async () => {
    const { published, lines } = await publish({
      [`docker image inspect --format '{{.Os}}/{{.Architecture}}' ${image}`]: "linux/arm64\n",
    });
    await expect(published).rejects.toMatchObject({ code: "image.platform" });
    await expect(published).rejects.toThrow(/linux\/arm64; Cloud Run runs linux\/amd64 only/);
    expect(lines.some((line) => line.startsWith("docker push"))).toBe(false);
  });

  const denied = { exitCode: 1, stderr: "denied: Permission denied for repository" };

  it("waits for a repository that was made a moment ago", async () => {
    let refusals = 3;
    const { published, steps } = await publish(
      { [`docker push ${image}`]: () => (refusals-- > 0 ? denied : pushed) },
      { isFresh: true },
    );
    expect(await published).toBe(`${repository}@${digest}`);
    expect(steps.filter((step) => step.startsWith("waiting for the new repository"))).toHaveLength(3);
  });

  it("waits a minute at most, and not at all for a repository that is old", async () => {
    const refusing = { [`docker push ${image}`]: denied };
    const fresh = await publish(refusing, { isFresh: true });
    await expect(fresh.published).rejects.toMatchObject({ code: "image.push-refused" });
    expect(fresh.lines.filter((line) => line === `docker push ${image}`)).toHaveLength(8);
    const old = await publish(refusing);
    await expect(old.published).rejects.toMatchObject({
      code: "image.push-refused",
      fix: expect.stringContaining("roles/artifactregistry.writer"),
    });
    expect(old.lines.filter((line) => line === `docker push ${image}`)).toHaveLength(1);
  });

  it.each([
    'denied: Permission "artifactregistry.repositories.uploadArtifacts" denied on resource (or it may not exist).',
    'name unknown: Repository "forecast" not found',
    "unauthorized: authentication failed",
    "no basic auth credentials",
    "unexpected status from HEAD request to https://x/v2/p/blobs/sha256:0: 403 Forbidden",
  ])("names the role when docker says: %s", async (stderr) => {
    const { published } = await publish({ [`docker push ${image}`]: { exitCode: 1, stderr } });
    await expect(published).rejects.toMatchObject({ code: "image.push-refused" });
  });

  it("does not try again what waiting cannot fix", async () => {
    const { published, lines } = await publish(
      { [`docker push ${image}`]: { exitCode: 1, stderr: "dial tcp: no route to host" } },
      { isFresh: true },
    );
    await expect(published).rejects.toMatchObject({ code: "exec.failed" });
    expect(lines.filter((line) => line === `docker push ${image}`)).toHaveLength(1);
  });

  it("does not guess a digest that docker did not print", async () => {
    const { published } = await publish({ [`docker push ${image}`]: "pushed, somehow" });
    await expect(published).rejects.toMatchObject({ code: "image.no-digest" });
  });
});

describe("the image that is there already", () => {
  it("is named by its digest", async () => {
    const found = findImage(
      { ...registry, find: async (tag) => (tag === content.tag ? digest : undefined) },
      content,
    );
    expect(await found).toBe(`${repository}@${digest}`);
  });
});

describe("the docker engine", () => {
  it.each([
    ["is not installed", { missing: true } as const, "docker.missing"],
    ["does not answer", { exitCode: 1, stderr: "Cannot connect to the Docker daemon" }, "docker.no-engine"],
  ])("is asked for when it %s", async (_, answer, code) => {
    const { exec } = fakeExec({ [engineLine]: answer });
    const finding = findEngine({ exec, env: {} });
    await expect(finding).rejects.toBeInstanceOf(PreconditionError);
    await expect(finding).rejects.toMatchObject({
      code,
      fix: expect.stringContaining("--image URI@sha256:"),
    });
  });
});
