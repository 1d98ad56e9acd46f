// The question that a file leaves open, found on this machine, so that it can be asked before anything is sent.
import { statSync } from "node:fs";
import type { CloudRunnerError } from "../../core/errors.ts";
import { checkFile } from "../check/check-file.ts";
import type { Session } from "../session.ts";
import { loadConfig } from "../settings.ts";
import type { Prepared } from "./predict.ts";
import { rejectionError } from "./rejection-error.ts";

/** Of a larger file the service finds it, so that nobody waits for a file to be read twice. */
const mostBytes = 16 * 1024 * 1024;

/** Undefined where there is none, or several files; other faults are the service's to find. */
export async function questionOf(
  session: Session,
  { inputs: [input, ...others], manifest, request }: Prepared,
): Promise<CloudRunnerError | undefined> {
  if (
    input?.path === undefined ||
    input.bigquery !== undefined ||
    others.length > 0 ||
    manifest !== undefined
  )
    return undefined;
  const { config } = await loadConfig(session);
  // A model of the user's own may take any table.
  if (config.model !== undefined || statSync(input.path).size > mostBytes) return undefined;
  const parameters = { ...config.forecast, ...request.parameters };
  const checked = await checkFile(input.label, await input.read(), parameters);
  if (checked.status === "ok" || checked.error.choices === undefined) return undefined;
  return rejectionError(input.label, checked.error);
}
