// Builds the container image, proves that Cloud Run can run it, and pushes it. What is deployed is the digest.
import type { Clock } from "../../core/clock.ts";
import { CloudRunnerError, ExecError, PreconditionError } from "../../core/errors.ts";
import { retry } from "../../core/retry.ts";
import { buildArgs, buildEnvironment, inspectArgs, platform, pushArgs, type Builder } from "./docker-args.ts";
import { encoded, withCredentials, type DockerEngine } from "./docker-engine.ts";
import type { ImageContent } from "./image-content.ts";
import type { ImageRegistry } from "./image-registry.ts";

export interface PublishOptions {
  engine: DockerEngine;
  registry: ImageRegistry;
  content: ImageContent;
  clock: Clock;
  /** The repository was made a moment ago, and may refuse a push that it will soon take. */
  isFresh: boolean;
  signal?: AbortSignal | undefined;
  /** Called with what is being done. */
  onStep: (text: string) => void;
}

const spreadingMs = 60_000;

/** Image by digest of this content, if the registry has it already. */
export async function findImage(registry: ImageRegistry, { tag }: ImageContent): Promise<string | undefined> {
  const digest = await registry.find(tag);
  return digest === undefined ? undefined : `${registry.image}@${digest}`;
}

/** Builds and pushes. Resolves to the image by digest. */
export async function publishImage(options: PublishOptions): Promise<string> {
  const { engine, registry, content, clock, isFresh, signal, onStep } = options;
  const { exec, builder } = engine;
  const image = `${registry.image}:${content.tag}`;

  const build = (by: Builder) =>
    exec(buildArgs({ ...content, builder: by, image }), {
      signal,
      env: buildEnvironment(by),
      onLine: (line) => isStep(line) && onStep(`building the image: ${line.trim()}`),
    });
  onStep("building the image");
  await build(builder).catch((error: unknown) => {
    if (builder !== "attesting" || !isOfAttestations(error)) throw error;
    onStep("building the image without attestations, which docker could not make");
    return build("buildkit");
  });
  await checkPlatform(options, image);

  onStep("pushing the image");
  const credentials = await registry.credentials();
  const secrets = credentials === undefined ? [] : [credentials.password, encoded(credentials)];
  return withCredentials(engine, registry.host, credentials, async (env) => {
    const push = () => exec(pushArgs(image), { signal, env, secrets });
    const { stdout } = await retry(push, {
      clock,
      signal,
      budgetMs: isFresh ? spreadingMs : 0,
      initialDelayMs: 2000,
      isRetryable: isRefusal,
      onWait: () => onStep("waiting for the new repository to take a push"),
    }).catch((error: unknown) => {
      throw isRefusal(error) ? refused(error, registry) : error;
    });
    return `${registry.image}@${pushedDigest(stdout, image)}`;
  });
}

/** The scanner cannot be fetched, or the builder in use makes none. */
const isOfAttestations = (error: unknown): error is ExecError =>
  error instanceof ExecError && /attestation|syft-scanner|manifest lists/i.test(error.stderr);

/** Lines that say where a build is, of the classic builder and of BuildKit. */
const isStep = (line: string): boolean => /^(Step \d+\/\d+|#\d+ \[)/.test(line);

/** A base image that was pulled for another platform stays in the engine under the same name. */
async function checkPlatform({ engine, content, signal }: PublishOptions, image: string): Promise<void> {
  const { stdout } = await engine.exec(inspectArgs(image), { signal });
  const built = stdout.trim();
  if (built === platform) return;
  throw new PreconditionError(`The image was built for ${built}; Cloud Run runs ${platform} only.`, {
    code: "image.platform",
    details: [`Image: ${image}`],
    fix: `Remove the base image, so that it is pulled for ${platform}: docker image rm ${content.baseImage}`,
  });
}

// Docker gives no code for a refusal, only a text.
const isRefusal = (error: unknown): error is ExecError =>
  error instanceof ExecError &&
  /denied|forbidden|unauthorized|no basic auth|not found|name unknown|\b40[134]\b/i.test(error.stderr);

const refused = (error: ExecError, { image }: ImageRegistry) =>
  new CloudRunnerError("The registry refused the image.", {
    code: "image.push-refused",
    details: error.details,
    fix: `Grant roles/artifactregistry.writer on the repository of ${image} to whoever runs this, then run the command again.`,
    cause: error,
  });

/** `TAG: digest: sha256:… size: N`, the last line of a push. */
function pushedDigest(output: string, image: string): string {
  const digest = [...output.matchAll(/\bdigest: (sha256:[0-9a-f]{64})\b/g)].at(-1)?.[1];
  if (digest !== undefined) return digest;
  throw new CloudRunnerError(`docker did not say what it pushed as ${image}.`, {
    code: "image.no-digest",
    details: output.trim().split("\n").slice(-5),
    fix: "Run the command again: what was pushed is found by its tag.",
  });
}
