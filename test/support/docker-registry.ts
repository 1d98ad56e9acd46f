// A registry without accounts, such as `docker run -p 127.0.0.1:5000:5000 registry:2`.
import type { Exec } from "../../src/core/exec.ts";
import { engineArgs } from "../../src/provision/image/docker-args.ts";
import type { ImageRegistry } from "../../src/provision/image/image-registry.ts";

/** Why the tests with a real engine cannot run here; undefined when they can. */
export async function whatDockerLacks(
  exec: Exec,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  if (!(await exec(engineArgs()).catch(() => undefined))) return "no docker engine answers";
  return env["CLOUD_RUNNER_TEST_REGISTRY"]
    ? undefined
    : "CLOUD_RUNNER_TEST_REGISTRY names no registry to push to";
}

export const manifests = [
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.oci.image.index.v1+json",
].join(", ");

export function plainRegistry(host: string, name: string): ImageRegistry {
  return {
    image: `${host}/${name}`,
    host,
    credentials: async () => undefined,
    async find(tag) {
      const url = `http://${host}/v2/${name}/manifests/${tag}`;
      const response = await fetch(url, { method: "HEAD", headers: { accept: manifests } });
      if (response.status === 404) return undefined;
      if (!response.ok) throw new Error(`${url} answered ${response.status}`);
      return response.headers.get("docker-content-digest") ?? undefined;
    },
  };
}
