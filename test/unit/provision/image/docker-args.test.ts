import { describe, expect, it } from "vitest";
import { shellQuote } from "../../../../src/core/shell-quote.ts";
import {
  buildArgs,
  buildEnvironment,
  builderArgs,
  engineAddressArgs,
  engineArgs,
  inspectArgs,
  pushArgs,
  storeArgs,
  type Build,
} from "../../../../src/provision/image/docker-args.ts";

const image = "europe-west1-docker.pkg.dev/p/forecast/cloud-runner:content-abc";
const build: Build = {
  builder: "buildkit",
  image,
  folder: "/opt/my tools/cloud-runner",
  baseImage: "node:24-bookworm-slim",
  version: "1.2.3",
  revision: "0a1b",
};

describe("the command lines of docker", () => {
  it.each([
    [
      "building with BuildKit",
      buildArgs(build),
      `docker buildx build --load --platform linux/amd64 --build-arg BASE_IMAGE=node:24-bookworm-slim --build-arg VERSION=1.2.3 --build-arg REVISION=0a1b --tag ${image} '/opt/my tools/cloud-runner'`,
    ],
    [
      "building with the classic builder",
      buildArgs({ ...build, builder: "classic" }),
      `docker build --platform linux/amd64 --build-arg BASE_IMAGE=node:24-bookworm-slim --build-arg VERSION=1.2.3 --build-arg REVISION=0a1b --tag ${image} '/opt/my tools/cloud-runner'`,
    ],
    [
      "building with attestations, by a scanner whose content is known",
      buildArgs({ ...build, builder: "attesting" }).slice(0, 6),
      expect.stringMatching(
        /^docker buildx build --load --provenance=mode=max --sbom=generator=\S+@sha256:[0-9a-f]{64}$/,
      ),
    ],
    [
      "the platform that was built",
      inspectArgs(image),
      `docker image inspect --format '{{.Os}}/{{.Architecture}}' ${image}`,
    ],
    ["the push", pushArgs(image), `docker push ${image}`],
    ["the engine", engineArgs(), "docker version --format '{{.Server.Os}}/{{.Server.Arch}}'"],
    ["the builder", builderArgs(), "docker buildx version"],
    ["the image store", storeArgs(), "docker info --format '{{.DriverStatus}}'"],
    [
      "the engine's address",
      engineAddressArgs(),
      "docker context inspect --format '{{.Endpoints.docker.Host}}'",
    ],
  ])("%s", (_, argv, line) => {
    expect(shellQuote(argv)).toEqual(line);
  });

  it("one image comes out of either builder", () => {
    expect(buildEnvironment("buildkit")).toEqual({ BUILDX_NO_DEFAULT_ATTESTATIONS: "1" });
    expect(buildEnvironment("attesting")).toEqual({ BUILDX_NO_DEFAULT_ATTESTATIONS: "1" });
    expect(buildEnvironment("classic")).toEqual({ DOCKER_BUILDKIT: "0" });
  });
});
