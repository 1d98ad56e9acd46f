// Which container image the service shall run, always by digest: what a tag stands for can change unseen.
import { ConfigError, PreconditionError, UsageError } from "../../core/errors.ts";
import { createExec } from "../../core/exec.ts";
import type { Names } from "../../core/names.ts";
import { findEngine } from "../../provision/image/docker-engine.ts";
import { readImageContent } from "../../provision/image/image-content.ts";
import { imageName } from "../../provision/image/image-registry.ts";
import type { Plan } from "../../provision/engine/plan.ts";
import { containerImage, type ImageSource } from "../../provision/resources/container-image.ts";
import { imageDigest } from "../local-cloud/build-id.ts";
import type { Session } from "../session.ts";
import { ownPackage } from "../own-model/own-image.ts";
import type { PreparedModel } from "../own-model/prepare-model.ts";
import type { Settings } from "../settings.ts";
import { requireTrust } from "../trust/require-trust.ts";
import { sourcesDigest } from "./sources-digest.ts";

/** The local cloud runs the container's files as they are built here, so their own digest names the image. */
const localImage = (names: Names, packageFolder: string): string =>
  `${imageName(names)}@${imageDigest(packageFolder)}`;

/** What `status` expects to be deployed; undefined for what it takes as it finds it. */
export const expectedImage = ({ config, names }: Settings, packageFolder: string): string | undefined =>
  config.target === "local" && config.image === undefined && config.command === undefined
    ? localImage(names, packageFolder)
    : undefined;

/**
 * The image that was named, or on Google Cloud what to build it from: the files of this package, with the user's own
 * model.
 * @throws UsageError when an image without a digest is named.
 */
export async function imageFor(
  session: Session,
  { config, names }: Settings,
  flag: string | undefined,
  own?: PreparedModel,
): Promise<string | ImageSource> {
  const { machine, signal } = session;
  const named = flag ?? config.image;
  const { command, target } = config;
  if (command !== undefined && target === "gcp" && named === undefined) throw needsImage(command);
  if (target === "local") {
    // Both run here, and a flag does not replace a command.
    if (command !== undefined || config.image !== undefined) await requireTrust(session);
    if (command !== undefined && flag !== undefined) throw twoContainers(command);
    if (command !== undefined) return `${imageName(names)}@${await sourcesDigest(session.folder, command)}`;
    if (config.image !== undefined) await requireDocker(named!, session);
  }
  if (named !== undefined) {
    if (/^[^\s@]+@sha256:[0-9a-f]{64}$/.test(named)) return named;
    throw new UsageError(`--image ${named} is not an image by digest.`, {
      code: "usage.image",
      details: ["A tag can move to another image without a trace; a digest cannot."],
      fix: `Name it as ${imageName(names)}@sha256:... with the digest that \`docker push\` prints, or leave it out.`,
    });
  }
  const { env, packageFolder } = machine;
  const folder = own === undefined ? packageFolder : await ownPackage(session, own);
  if (config.target === "local") return localImage(names, folder);
  const content = await readImageContent(folder, env["CLOUD_RUNNER_BASE_IMAGE"] || undefined);
  if (config.builder === "cloud-build") return { content };
  return { content, engine: lazily(() => findEngine({ exec: createExec(env), env, signal })) };
}

const twoContainers = (command: readonly string[]) =>
  new UsageError('--image names a container, and "command" in cloud-runner.json another one.', {
    code: "usage.image",
    details: [`"command" is ${command.join(" ")}.`],
    fix: "Leave out --image, or take the command out of cloud-runner.json.",
  });

const needsImage = (command: readonly string[]) =>
  new ConfigError("Google Cloud runs containers, and cloud-runner.json names no image.", {
    code: "image.command",
    details: [`"command" is ${command.join(" ")}; only the local cloud starts it by itself.`],
    fix: 'Build and push the container, and add "image": "URI@sha256:..." with the digest that `docker push` prints.',
  });

/** @throws PreconditionError when the local cloud cannot run the image */
async function requireDocker(image: string, { machine: { env }, signal }: Session): Promise<void> {
  try {
    await findEngine({ exec: createExec(env), env, signal });
  } catch (cause) {
    if (!(cause instanceof PreconditionError)) throw cause;
    throw new PreconditionError(
      "The local cloud runs another image in docker, and there is no docker engine.",
      {
        code: "image.local",
        details: [`"image" in cloud-runner.json is ${image}.`, cause.message],
        fix: 'Start docker; or add "command": ["gunicorn", "main:app"], the command of its Dockerfile, and it runs as a process here; or deploy it with --project ID. See docs/container-contract.md.',
        cause,
      },
    );
  }
}

/**
 * Before anything is asked or written.
 * @throws PreconditionError when the plan needs docker and there is none.
 */
export async function requireEngine(
  image: string | ImageSource,
  { rows }: Pick<Plan, "rows">,
): Promise<void> {
  const mustBuild = rows.some(({ kind, action }) => kind === containerImage.kind && action === "create");
  if (mustBuild && typeof image === "object") await image.engine?.();
}

function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
