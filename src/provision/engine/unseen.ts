// What could not be looked at: a refusal says nothing of what is there, so whatever removes or proves has to name it.
import { CloudError, CloudRunnerError } from "../../core/errors.ts";

export interface Unseen {
  kind: string;
  name: string;
  error: CloudError;
}

/** Keeps a refusal for later; without a list, and for anything else, it is thrown. */
export function noteUnseen(
  unseen: Unseen[] | undefined,
  what: Pick<Unseen, "kind" | "name">,
  error: unknown,
): void {
  if (unseen === undefined || !(error instanceof CloudError)) throw error;
  unseen.push({ ...what, error });
}

/** @param unseen at least one */
export function notLookedAt(unseen: readonly Unseen[]): CloudRunnerError {
  const fixes = new Set(unseen.flatMap(({ error }) => error.fix ?? []));
  return new CloudRunnerError("Not everything could be looked at, so something may be left.", {
    code: "down.not-looked-at",
    details: unseen.flatMap(({ kind, name, error }) => [
      `${kind} ${name}: ${error.message}`,
      ...error.details.map((line) => `  ${line}`),
    ]),
    fix: [...fixes, "Then run `cloud-runner down` again."].join("\n"),
    cause: unseen[0]?.error,
  });
}
