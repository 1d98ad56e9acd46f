// The system that this process runs on, and its user.
import { platformOf, type Platform, type Shell } from "./platform.ts";

/** As Node calls it. */
export const systemName = (): string => process.platform;

export const thisPlatform = (): Platform => platformOf(systemName());

export const thisShell = (): Shell => thisPlatform().shell(process.env);

/** The number of this user and that of the group, as docker takes them; undefined where there are no such numbers. */
export function ownUserAndGroup(): string | undefined {
  const { getuid, getgid } = process;
  return getuid && getgid ? `${getuid()}:${getgid()}` : undefined;
}

/** The user whose rights this process has; undefined where the system knows no such numbers. */
export const ownUserId = (): number | undefined => process.geteuid?.();
