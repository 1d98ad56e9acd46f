// Whether the model of this folder is the one that has made a forecast: whoever edits it forgets to bring it up.
import type { FileResult } from "../predict/file-result.ts";
import type { Session } from "../session.ts";
import { loadConfig } from "../settings.ts";
import { ownModelDigest } from "./prepare-model.ts";

/** A sentence when it is not; undefined when it is, or when that cannot be known. */
export async function staleModel(
  session: Session,
  files: readonly FileResult[],
): Promise<string | undefined> {
  const deployed = files.flatMap((file) => (file.status === "ok" ? (file.ownModel ?? []) : []))[0];
  if (deployed === undefined) return undefined;
  const { config } = await loadConfig(session);
  const own = await ownModelDigest(session, config);
  if (own === undefined || own.digest === deployed) return undefined;
  return `${own.file} differs from what is up, which has made this forecast. \`cloud-runner up\` brings it up to date.`;
}
