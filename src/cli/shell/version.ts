// Which version this is, and what it runs on.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Io } from "./io.ts";

export interface VersionDocument {
  name: string;
  version: string;
  /** Of Node.js, without a leading v. */
  node: string;
  /** `linux`, `darwin` or `win32`. */
  platform: string;
  /** `x64` or `arm64`. */
  arch: string;
  /** Digest of what the container of this version holds without a model of your own; null when that is not built. */
  image: string | null;
  /** The models that it brings. */
  models: string[];
}

type Asked = Pick<Io, "packageFolder" | "nodeVersion" | "platform">;

export function versionOf({ packageFolder }: Pick<Asked, "packageFolder">): string {
  return manifestOf(packageFolder).version;
}

/** For `--version --json`. */
export async function versionDocument(
  { packageFolder, nodeVersion, platform }: Asked,
  arch: string,
): Promise<VersionDocument> {
  const { name, version } = manifestOf(packageFolder);
  const { modelDescriptions } = await import("../../model/parameters/model-descriptions.ts");
  const image = await imageOf(packageFolder);
  const models = modelDescriptions.map((model) => model.name);
  return { name, version, node: nodeVersion, platform, arch, image, models };
}

async function imageOf(packageFolder: string): Promise<string | null> {
  const { imageDigest } = await import("../../library/local-cloud/build-id.ts");
  try {
    return imageDigest(packageFolder);
  } catch {
    // A checkout that was never built still knows its version.
    return null;
  }
}

const manifestOf = (packageFolder: string) =>
  JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as { name: string; version: string };
