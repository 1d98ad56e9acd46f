// Before code of a folder runs, or its configuration decides where data goes: the user must have said once that they trust
// it. Editing a model asks nothing; a configuration that decides something else does.
import { realpathSync } from "node:fs";
import { CloudRunnerError, PreconditionError, UsageError } from "../../core/errors.ts";
import { shellQuote } from "../../core/shell-quote.ts";
import type { Session } from "../session.ts";
import { loadConfig, type LoadedConfig } from "../settings.ts";
import { decisionWords } from "./decision.ts";
import { isKept, keepTrust } from "./kept-trust.ts";
import { decisionsIn, type TrustSubject } from "./subject.ts";

export type Asked = Pick<Session, "folder" | "machine" | "overrides" | "askTrust">;

/** @throws UsageError `trust.needed` where nobody can be asked; CloudRunnerError `declined` */
export async function requireTrust(session: Asked): Promise<void> {
  const { machine, askTrust } = session;
  if (isTrustedByVariable(machine)) return;
  const subject = await subjectOf(session);
  if (subject === undefined || isKept(machine, subject)) return;
  if (askTrust === undefined) throw trustNeeded(session, subject);
  const answer = await askTrust(subject);
  if (answer === "no") throw declined(subject);
  if (answer === "keep") keepTrust(machine, subject);
}

/**
 * A change that this tool itself makes to the configuration: what was trusted before it stays so, and so does what decided nothing. Who
 * trusted for one run is asked again. Where nothing can be kept, the user is asked later.
 */
export async function trustOwnChange<T>(session: Asked, change: () => Promise<T>): Promise<T> {
  const { machine } = session;
  if (isTrustedByVariable(machine)) return change();
  const before = await subjectOf(session);
  const isTrusted = before === undefined || isKept(machine, before);
  const changed = await change();
  const after = isTrusted ? await subjectOf(session) : undefined;
  if (after !== undefined) keepWherePossible(machine, after);
  return changed;
}

/** Where that cannot be kept, the user is asked later. */
export function keepWherePossible(machine: Session["machine"], subject: TrustSubject): void {
  try {
    keepTrust(machine, subject);
  } catch (error) {
    if (!(error instanceof PreconditionError)) throw error;
  }
}

/** Undefined when the configuration decides nothing, or came from the caller and not from a file. */
export async function subjectOf(session: Asked): Promise<TrustSubject | undefined> {
  if (typeof session.overrides.config === "object") return undefined;
  return subjectIn(session.folder, await loadConfig(session));
}

export function subjectIn(
  folder: string,
  { path, file }: Pick<LoadedConfig, "path" | "file">,
): TrustSubject | undefined {
  const decisions = file === undefined ? [] : decisionsIn(file);
  if (decisions.length === 0) return undefined;
  return { folder: realpathSync(folder), config: realpathSync(path), decisions };
}

/** For machines that nobody sits at: whoever sets it says so of every folder. */
function isTrustedByVariable({ env }: Pick<Session["machine"], "env">): boolean {
  return !["", "0", "false"].includes(env["CLOUD_RUNNER_TRUST"] ?? "");
}

function trustNeeded({ folder, overrides, machine }: Asked, { config, decisions }: TrustSubject): UsageError {
  const named =
    (overrides.config ?? machine.env["CLOUD_RUNNER_CONFIG"]) === undefined ? [] : ["--config", config];
  return new UsageError(`${config} decides what runs or where data goes, and you have not trusted it yet.`, {
    code: "trust.needed",
    details: decisions.map(decisionWords),
    fix: "Read it. If you trust whoever wrote it, this remembers it (CLOUD_RUNNER_TRUST=1 does for machines without a person):",
    commands: [shellQuote(["cloud-runner", "-C", folder, ...named, "trust"])],
  });
}

const declined = ({ folder }: TrustSubject) =>
  new CloudRunnerError(`Nothing was done: ${folder} is not trusted.`, {
    code: "declined",
    fix: "`cloud-runner trust` trusts the folder; files can be forecast in a folder of your own without it.",
  });
