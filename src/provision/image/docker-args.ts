// The command lines of docker, as pure functions.
import type { Argv } from "../../core/exec.ts";

/** Cloud Run runs nothing else, whatever machine the image is built on. */
export const platform = "linux/amd64";

/** BuildKit comes with the plug-in buildx; an engine without it has the classic builder. */
export type Builder = "buildkit" | "classic";

export interface Build {
  builder: Builder;
  image: string;
  /** Folder with the Dockerfile and dist/image. */
  folder: string;
  baseImage: string;
  version: string;
  revision: string;
}

export function buildArgs({ builder, image, folder, baseImage, version, revision }: Build): Argv {
  return [
    "docker",
    // `--load` puts the image into the engine, which a builder in a container of its own would not do.
    ...(builder === "buildkit" ? ["buildx", "build", "--load"] : ["build"]),
    "--platform",
    platform,
    "--build-arg",
    `BASE_IMAGE=${baseImage}`,
    "--build-arg",
    `VERSION=${version}`,
    "--build-arg",
    `REVISION=${revision}`,
    "--tag",
    image,
    folder,
  ];
}

/** BuildKit would add an attestation, which makes a list of images out of one; the classic builder must be asked for. */
export const buildEnvironment = (builder: Builder): Record<string, string> =>
  builder === "buildkit" ? { BUILDX_NO_DEFAULT_ATTESTATIONS: "1" } : { DOCKER_BUILDKIT: "0" };

export const engineArgs = (): Argv => ["docker", "version", "--format", "{{.Server.Os}}/{{.Server.Arch}}"];

export const builderArgs = (): Argv => ["docker", "buildx", "version"];

/** Where the engine listens, by the user's own context. */
export const engineAddressArgs = (): Argv => [
  "docker",
  "context",
  "inspect",
  "--format",
  "{{.Endpoints.docker.Host}}",
];

export const inspectArgs = (image: string): Argv => [
  "docker",
  "image",
  "inspect",
  "--format",
  "{{.Os}}/{{.Architecture}}",
  image,
];

export const pushArgs = (image: string): Argv => ["docker", "push", image];
