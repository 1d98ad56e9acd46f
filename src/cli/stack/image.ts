// Which container image the service shall run, always by digest: what a tag stands for can change unseen.
import { UsageError } from "../../core/errors.ts";
import { ownerLabels } from "../../core/contract.ts";
import type { Names } from "../../core/names.ts";
import { imageDigest } from "../build-id.ts";
import type { Context } from "../context.ts";
import type { Settings } from "../settings.ts";

const imageName = ({ project, region, repository }: Names): string =>
  `${region}-docker.pkg.dev/${project}/${repository}/cloud-runner`;

/** The local cloud runs the container's files as they are built here, so their own digest names the image. */
export const localImage = (names: Names, packageFolder: string): string =>
  `${imageName(names)}@${imageDigest(packageFolder)}`;

/** @throws UsageError when the target is Google Cloud and no image, or one without a digest, is named. */
export function imageFor(
  { io }: Pick<Context, "io">,
  { config, names }: Settings,
  named: string | undefined,
): string {
  if (named !== undefined) {
    if (/^[^\s@]+@sha256:[0-9a-f]{64}$/.test(named)) return named;
    throw new UsageError(`--image ${named} is not an image by digest.`, {
      code: "usage.image",
      details: ["A tag can move to another image without a trace; a digest cannot."],
      fix: `Name it as ${imageName(names)}@sha256:... with the digest that \`docker push\` prints.`,
    });
  }
  if (config.target === "local") return localImage(names, io.packageFolder);
  throw new UsageError("No container image is named.", {
    code: "usage.image",
    details: [
      "These commands build and push it, and print its name by digest:",
      ...pushCommands(names, io.packageFolder),
    ],
    fix: "Run them, then: cloud-runner up --image NAME@sha256:...",
  });
}

function pushCommands(names: Names, packageFolder: string): string[] {
  const { project, region, repository, stack } = names;
  const image = imageName(names);
  // With the labels, so that `up` knows the repository as its own.
  const labels = Object.entries(ownerLabels(stack)).map(([key, value]) => `${key}=${value}`);
  return [
    `gcloud artifacts repositories create ${repository} --repository-format=docker --location=${region} --project=${project} --labels=${labels.join(",")}`,
    `gcloud auth configure-docker ${region}-docker.pkg.dev`,
    `docker build --platform linux/amd64 -t ${image} ${packageFolder}`,
    `docker push ${image}`,
    `docker inspect --format '{{index .RepoDigests 0}}' ${image}`,
  ].map((command) => `  ${command}`);
}
