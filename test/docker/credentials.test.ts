// The push with a token, by a real docker: it must come from the configuration that we make, and from nowhere else.
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { createExec } from "../../src/core/exec.ts";
import { findEngine } from "../../src/provision/image/docker-engine.ts";
import { readImageContent } from "../../src/provision/image/image-content.ts";
import { publishImage } from "../../src/provision/image/publish-image.ts";
import { plainRegistry, whatDockerLacks } from "../support/docker-registry.ts";
import { guardRegistry, type GuardedRegistry } from "../support/guarded-registry.ts";

const packageFolder = fileURLToPath(new URL("../..", import.meta.url));
const exec = createExec(process.env);
const lacks = await whatDockerLacks(exec, process.env);
const salt = randomBytes(4).toString("hex");
const emptyBase = `cloud-runner-test-empty:${salt}`;

describe.skipIf(lacks)(`a push with a token${lacks === undefined ? "" : ` (skipped: ${lacks})`}`, () => {
  const token = { user: "oauth2accesstoken", password: randomBytes(16).toString("hex") };
  let guarded: GuardedRegistry;
  let image: string;

  beforeAll(async () => {
    // Nothing to upload but our own files.
    const folder = await mkdtemp(join(tmpdir(), "cloud-runner-empty-"));
    const empty = join(folder, "empty.tar");
    await writeFile(empty, Buffer.alloc(1024));
    await exec(["docker", "import", "--platform", "linux/amd64", empty, emptyBase]);
    await rm(folder, { recursive: true });
    guarded = await guardRegistry(process.env["CLOUD_RUNNER_TEST_REGISTRY"]!, token);
    image = `${guarded.host}/cloud-runner-test-${salt}`;
  });
  afterAll(async () => {
    await guarded?.close();
    const { stdout } = await exec(["docker", "image", "ls", "--quiet", "--no-trunc", image]);
    for (const name of [...new Set(stdout.split("\n")), emptyBase]) {
      if (name !== "") await exec(["docker", "image", "rm", "--force", name]);
    }
  });

  async function publish(credentials: typeof token | undefined) {
    return publishImage({
      engine: await findEngine({ exec, env: process.env }),
      registry: {
        ...plainRegistry(guarded.host, `cloud-runner-test-${salt}`),
        credentials: async () => credentials,
      },
      content: await readImageContent(packageFolder, emptyBase),
      clock: systemClock,
      isFresh: false,
      onStep: () => {},
    });
  }

  it("is refused without an account, and says which role is needed", async () => {
    await expect(publish(undefined)).rejects.toMatchObject({
      code: "image.push-refused",
      fix: expect.stringContaining("roles/artifactregistry.writer"),
    });
    expect(guarded).toMatchObject({ admitted: 0, refused: expect.any(Number) });
  });

  it("is taken with the token", async () => {
    expect(await publish(token)).toMatch(/@sha256:[0-9a-f]{64}$/);
    expect(guarded.admitted).toBeGreaterThan(5);
  });
});
