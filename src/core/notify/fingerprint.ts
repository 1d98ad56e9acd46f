// Which address it is, without saying so. Apart from the rest, since few commands ask, and cryptography takes its time to load.
import { createHash, scryptSync } from "node:crypto";
import { shownDestination } from "./destinations.ts";

/** Says which address it is to whoever knows it, and to nobody else: what may be a secret is slow to guess from it. */
export const fingerprintOf = (to: string): string =>
  shownDestination(to) === to
    ? createHash("sha256").update(to).digest("hex").slice(0, 32)
    : scryptSync(to, "cloud-runner notify", 16, { N: 2 ** 14 }).toString("hex");

/** The setting as it may be shown. */
export const shownSetting = (setting: unknown): unknown => {
  if (typeof setting === "string") return shownDestination(setting, fingerprintOf(setting));
  if (Array.isArray(setting)) return setting.map(shownSetting);
  if (typeof setting !== "object" || setting === null) return setting;
  const { to, ...rest } = setting as { to?: unknown };
  return { to: shownSetting(to), ...rest };
};
