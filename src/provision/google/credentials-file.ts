// The file that Google's clients take credentials from, looked at before they do: theirs is one sentence for whatever is
// wrong with it, and some faults show at the first call only.
import { readFile, stat } from "node:fs/promises";
import { AuthenticationError } from "../../core/errors.ts";
import type { Platform } from "../../core/platform/platform.ts";
import { settingOf, shellQuote } from "../../core/shell-quote.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export interface CredentialsFile {
  path: string;
  /** Whether the variable names it; else it is where gcloud writes its own. */
  isNamed: boolean;
  /** Whether programs may be run for a token. */
  runsPrograms: boolean;
  /** The command that takes the variable back. */
  unset: string;
}

const variable = "GOOGLE_APPLICATION_CREDENTIALS";
const login = "gcloud auth application-default login";

/** Where the clients look: https://cloud.google.com/docs/authentication/application-default-credentials */
export function credentialsFileOf(env: Environment, platform: Platform): CredentialsFile | undefined {
  const { path, system } = platform;
  const about = {
    runsPrograms: env["GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES"] === "1",
    unset: platform.shell(env) === "posix" ? `unset ${variable}` : `Remove-Item Env:${variable}`,
  };
  const named = env[variable] || env[variable.toLowerCase()];
  if (named) return { ...about, path: named, isNamed: true };
  const base = system === "Windows" ? env["APPDATA"] : env["HOME"] && path.join(env["HOME"], ".config");
  const folder = env["CLOUDSDK_CONFIG"] || (base && path.join(base, "gcloud"));
  if (!folder) return undefined;
  return { ...about, path: path.join(folder, "application_default_credentials.json"), isNamed: false };
}

/** What each kind of credentials has to hold. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  authorized_user: ["client_id", "client_secret", "refresh_token"],
  service_account: ["client_email", "private_key"],
  impersonated_service_account: ["service_account_impersonation_url", "source_credentials"],
  external_account: ["audience", "subject_token_type", "token_url", "credential_source"],
  external_account_authorized_user: ["client_id", "client_secret", "refresh_token", "token_url"],
  gdch_service_account: ["project", "private_key"],
};

/** Nothing where there is no file that must be there. @throws AuthenticationError `auth.credentials-file` */
export async function checkCredentialsFile(file: CredentialsFile): Promise<void> {
  const text = await contentOf(file);
  if (text === undefined) return;
  const content = objectIn(text);
  if (content === undefined) throw unusable(file, whatElse(text));
  if ("installed" in content || "web" in content) {
    const fix = `${login} --client-id-file=${shellQuote([file.path])}`;
    throw unusable(file, "it is the client of an application, with which a user may log in.", fix);
  }
  const type = content["type"];
  const needed = typeof type === "string" && Object.hasOwn(kinds, type) ? kinds[type]! : undefined;
  if (needed === undefined) {
    throw unusable(file, `its "type" is none of ${Object.keys(kinds).join(", ")}.`);
  }
  const missing = needed.filter((field) => !content[field]);
  if (missing.length > 0)
    throw unusable(file, `it lacks ${missing.join(" and ")}, which "type": "${String(type)}" takes.`);
  if (type === "external_account") await checkSource(file, content["credential_source"]);
}

async function contentOf(file: CredentialsFile): Promise<string | undefined> {
  const { path, isNamed } = file;
  try {
    if (!(await stat(path)).isFile()) throw unusable(file, "it is no file.");
    const text = await readFile(path, "utf8");
    if (text.trim() === "") throw unusable(file, "it is empty.");
    return text;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") {
      if (!isNamed) return undefined;
      const hint = path.startsWith("~") ? " A shell does not replace ~ between quotes." : "";
      throw unusable(file, `there is no such file.${hint}`);
    }
    if (code === "EACCES" || code === "EPERM") throw unusable(file, "you may not read it.");
    throw error;
  }
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    // The parser's own words quote the text, which is a secret.
    return undefined;
  }
}

function whatElse(text: string): string {
  if (text.startsWith("\uFEFF"))
    return "it begins with a byte order mark, which Google's clients do not read.";
  if (text.includes("-----BEGIN")) return "it is a bare key; the clients take the JSON file that holds one.";
  return "it holds no JSON object.";
}

/** Where the token comes from by which another provider vouches for the caller. */
async function checkSource(file: CredentialsFile, source: unknown): Promise<void> {
  const { file: tokenFile, executable } = (source ?? {}) as { file?: unknown; executable?: unknown };
  if (typeof tokenFile === "string") {
    const isThere = await stat(tokenFile).then(
      (found) => found.isFile(),
      () => false,
    );
    if (!isThere) throw unusable(file, `the token that it refers to is not there: ${tokenFile}`);
  }
  if (executable !== undefined && !file.runsPrograms) {
    const allowed = "GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES";
    throw unusable(
      file,
      `it has a program run for each token, which ${allowed}=1 must allow.`,
      `${settingOf(allowed, "1")}, if you trust that program.`,
    );
  }
}

function unusable(file: CredentialsFile, why: string, ownFix?: string): AuthenticationError {
  const { path, isNamed, unset } = file;
  const fix = isNamed
    ? `Correct the variable, or take it back and use a login of your own: ${unset}; ${login}`
    : login;
  const named = isNamed ? `${variable} names ${path}` : `The login of gcloud in ${path} cannot be used`;
  return new AuthenticationError(`${named}: ${why}`, {
    code: "auth.credentials-file",
    details: isNamed ? ["While the variable is set, no other login counts."] : [],
    fix: ownFix ?? fix,
  });
}
