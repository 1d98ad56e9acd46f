// The command lines of docker, as pure functions.
import type { Argv } from "../../core/exec.ts";

/** Cloud Run runs nothing else, whatever machine the image is built on. */
export const platform = "linux/amd64";

/**
 * BuildKit comes with the plug-in buildx; an engine without it has the classic builder. It adds attestations where the
 * engine can keep them: https://docs.docker.com/build/metadata/attestations/
 */
export type Builder = "attesting" | "buildkit" | "classic";

/** Lists what an image holds; by its content, like the base image. Version 1.12.0. */
const scanner =
  "docker/buildkit-syft-scanner:stable-1@sha256:ae4f3b554449e7e25548e7d8ccc029d17357348e30c6e3df01b92bc93654d6a9";
const attestations = ["--provenance=mode=max", `--sbom=generator=${scanner}`];

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
    ...(builder === "classic" ? ["build"] : ["buildx", "build", "--load"]),
    ...(builder === "attesting" ? attestations : []),
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

/** BuildKit adds no attestation but those that are asked for; the classic builder must be asked for. */
export const buildEnvironment = (builder: Builder): Record<string, string> =>
  builder === "classic" ? { DOCKER_BUILDKIT: "0" } : { BUILDX_NO_DEFAULT_ATTESTATIONS: "1" };

export const engineArgs = (): Argv => ["docker", "version", "--format", "{{.Server.Os}}/{{.Server.Arch}}"];

export const builderArgs = (): Argv => ["docker", "buildx", "version"];

/** Which image store the engine has; only containerd's keeps an image together with attestations. */
export const storeArgs = (): Argv => ["docker", "info", "--format", "{{.DriverStatus}}"];

export const isContainerdStore = (status: string): boolean => status.includes("io.containerd.snapshotter");

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
