// Before code of a folder runs, or its configuration decides where data goes: the user must have said once that they trust
// it. Editing a model asks nothing; a configuration that decides something else does.
import { realpathSync } from "node:fs";
import { CloudRunnerError, UsageError } from "../../core/errors.ts";
import { quote } from "../../core/quote.ts";
import { shellQuote } from "../../core/shell-quote.ts";
import type { Session } from "../session.ts";
import { loadConfig, type LoadedConfig } from "../settings.ts";
import { isKept, keepTrust } from "./kept-trust.ts";
import { decisionsIn, type Decision, type TrustSubject } from "./subject.ts";

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

/** After this tool itself has changed what a trusted configuration says. */
export async function trustOwnChange(session: Asked): Promise<void> {
  const subject = isTrustedByVariable(session.machine) ? undefined : await subjectOf(session);
  if (subject !== undefined) keepTrust(session.machine, subject);
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

/** `model "./model.ts": its code runs on this machine` */
export const decisionWords = ({ setting, value, means }: Decision): string =>
  `${setting} ${quote(typeof value === "string" ? value : JSON.stringify(value))}: ${means}`;

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
