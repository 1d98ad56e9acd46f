// `trust` and `trust --forget`: what the user says of a folder without being asked.
import { realpathSync } from "node:fs";
import type { Session } from "../session.ts";
import type { Decision } from "./decision.ts";
import { forgetTrust, keepTrust } from "./kept-trust.ts";
import { subjectOf } from "./require-trust.ts";

export interface TrustedFolder {
  folder: string;
  /** Undefined when there is nothing to trust. */
  config: string | undefined;
  decisions: readonly Decision[];
}

/** Remembers that the folder's configuration may decide what it decides now. */
export async function trustFolder(session: Session): Promise<TrustedFolder> {
  const subject = await subjectOf(session);
  if (subject === undefined)
    return { folder: realpathSync(session.folder), config: undefined, decisions: [] };
  keepTrust(session.machine, subject);
  return subject;
}

/** The folder is a stranger's again. */
export function distrustFolder({ folder, machine }: Session): { folder: string; forgotten: number } {
  const real = realpathSync(folder);
  return { folder: real, forgotten: forgetTrust(machine, real) };
}
