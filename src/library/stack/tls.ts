// `up --tls`: the local cloud over TLS, for clients that speak nothing else.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { CloudRunnerError } from "../../core/errors.ts";
import { httpUrl, stateFolder, type LocalCloud } from "../local-cloud/local-cloud.ts";

/** Asks the local cloud to answer over TLS too; it keeps to that over restarts. */
export async function openTls(cloud: LocalCloud): Promise<void> {
  const response = await fetch(`${httpUrl(cloud)}/_local/tls`, {
    method: "PUT",
    headers: { authorization: `Bearer ${cloud.secret}` },
  });
  if (response.ok) return;
  throw new CloudRunnerError("The local cloud could not open its port for TLS.", {
    code: "local-cloud.tls",
    details: [await response.text()],
    fix: "Read .cloud-runner/cloud.log, then run `cloud-runner up --tls` again.",
  });
}

/** gsutil's configuration file for the local cloud of the folder, once that answers over TLS. */
export function botoConfigOf(folder: string): string | undefined {
  const file = join(stateFolder(folder), "tls", "boto.cfg");
  return existsSync(file) ? file : undefined;
}
