// Names what a command of the user's own runs: the command and the sources in its folder.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Forecasts, reports and data change all the time, and make no other container. */
const isSource = (name: string): boolean =>
  /\.(py|r|jl|m?[jt]s|sh|rb|pl|lua|toml|txt|cfg|ini|ya?ml)$/i.test(name);

const isOthers = (name: string): boolean =>
  name.startsWith(".") || ["node_modules", "__pycache__", "venv", "env", "site-packages"].includes(name);

/** Changes with the command, and with any source in the folder or below it, installed packages left out. */
export async function sourcesDigest(folder: string, command: readonly string[]): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify(command));
  for (const path of await sourcesIn(folder)) {
    hash.update(`\0${path}\0`).update(await readFile(join(folder, path)));
  }
  return `sha256:${hash.digest("hex")}`;
}

async function sourcesIn(folder: string, below = ""): Promise<string[]> {
  const found: string[] = [];
  const entries = await readdir(join(folder, below), { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(below, entry.name);
    if (isOthers(entry.name)) continue;
    if (entry.isDirectory()) found.push(...(await sourcesIn(folder, path)));
    else if (entry.isFile() && isSource(entry.name)) found.push(path);
  }
  return found;
}
