// The models that may be named in a project folder, and what each takes.
import { knownModels } from "../own-model/known-models.ts";
import type { Session } from "../session.ts";
import { loadConfig } from "../settings.ts";
import { modelDocument, modelNamed, type ModelDocument } from "./model-document.ts";

/** All, or the one of this name. @throws UsageError for a name that no model has; ConfigError */
export async function describeModels(session: Session, name?: string): Promise<ModelDocument[]> {
  const { config } = await loadConfig(session);
  const known = await knownModels(session, config);
  const defaultModel = config.forecast["model"] ?? known[0]!.name;
  const chosen = name === undefined ? known : [modelNamed(name, known)];
  return chosen.map((model) => modelDocument(model, String(defaultModel)));
}
