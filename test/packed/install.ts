// The package as its users get it: packed, and installed globally into an empty prefix.
import { mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createExec, type Argv, type Exec } from "../../src/core/exec.ts";

export const packageFolder = fileURLToPath(new URL("../..", import.meta.url));

/** Without what npm hands on to a script that it runs: the installation is a user's own. */
export const environment: Readonly<Record<string, string | undefined>> = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(
      ([key]) => !/^(npm_(?!config_(registry|cache|userconfig)$)|INIT_CWD)/i.test(key),
    ),
  ),
  PATH: [dirname(process.execPath), ...(process.env["PATH"] ?? "").split(delimiter)]
    .filter((folder) => !/node_modules[\\/]\.bin/.test(folder))
    .join(delimiter),
  NO_COLOR: "1",
  CI: "true",
  CLOUD_RUNNER_TRUST: "1",
};

export const exec: Exec = createExec(environment);

export interface Installed {
  /** A temporary folder, to be removed. */
  work: string;
  prefix: string;
  /** Paths of all files in the package. */
  shipped: readonly string[];
  /** How long npm needed. */
  installMs: number;
}

export async function install(): Promise<Installed> {
  const work = await mkdtemp(join(tmpdir(), "cloud-runner-packed-"));
  const prefix = join(work, "prefix");
  await mkdir(prefix);
  // The build stands already, and `prepare` would make it again.
  const pack: Argv = ["npm", "pack", packageFolder, "--ignore-scripts", "--json", "--pack-destination", work];
  const [packed] = Object.values(JSON.parse((await exec(pack)).stdout) as object) as [
    { filename: string; files: { path: string }[] },
  ];
  const tarball = join(work, packed.filename);
  const began = performance.now();
  await exec(["npm", "install", "--global", "--prefix", prefix, "--prefer-offline", "--no-audit", tarball]);
  const installMs = performance.now() - began;
  return { work, prefix, shipped: packed.files.map(({ path }) => path), installMs };
}
