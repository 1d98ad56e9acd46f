// What one file says on this machine before anything is sent: the question that it leaves open, and which series it has.
import { statSync } from "node:fs";
import type { RawParameters } from "../../core/contract.ts";
import type { CloudRunnerError } from "../../core/errors.ts";
import { readDataset } from "../../model/csv/read-dataset.ts";
import { fileOptionsIn, readText } from "../../model/files/open-file.ts";
import { isInputError } from "../../model/input-error.ts";
import { modelDescriptions } from "../../model/parameters/model-descriptions.ts";
import { parseParameters, readChoice } from "../../model/parameters/parameters.ts";
import { checkFile } from "../check/check-file.ts";
import type { Session } from "../session.ts";
import { loadConfig } from "../settings.ts";
import type { Prepared } from "./predict.ts";
import { rejectionError } from "./rejection-error.ts";
import type { Input } from "./sources/input.ts";

/** Of a larger file the service finds it, so that nobody waits for a file to be read twice. */
const mostBytes = 16 * 1024 * 1024;

/** Undefined where there is none, or several files; other faults are the service's to find. */
export async function questionOf(
  session: Session,
  prepared: Prepared,
): Promise<CloudRunnerError | undefined> {
  const looked = await lookAt(session, prepared);
  if (looked === undefined) return undefined;
  const { input, parameters } = looked;
  const checked = await checkFile(input.label, await input.read(), parameters);
  if (checked.status === "ok" || checked.error.choices === undefined) return undefined;
  return rejectionError(input.label, checked.error);
}

export interface KnownSeries {
  input: Input;
  /** The ids of each series. */
  ids: (readonly string[])[];
}

/** Undefined where they cannot be known yet, or where the file has a fault, which the service says better. */
export async function seriesOf(session: Session, prepared: Prepared): Promise<KnownSeries | undefined> {
  const looked = await lookAt(session, prepared);
  if (looked === undefined) return undefined;
  const { input, parameters } = looked;
  try {
    const parsed = parseParameters(parameters, modelDescriptions);
    const model = modelDescriptions.find(({ name }) => name === parsed.common.model)!;
    const { text } = await readText(await input.read(), fileOptionsIn(parameters, input.label));
    const { series } = await readDataset(text, readChoice(parsed, model));
    return { input, ids: series.map(({ id }) => id) };
  } catch (error) {
    if (isInputError(error)) return undefined;
    throw error;
  }
}

async function lookAt(
  session: Session,
  { inputs: [input, ...others], manifest, request }: Prepared,
): Promise<{ input: Input; parameters: RawParameters } | undefined> {
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
  return { input, parameters: { ...config.forecast, ...request.parameters } };
}
