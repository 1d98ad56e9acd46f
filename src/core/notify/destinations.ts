// Where failures are reported to: what stands in `notify` of the configuration, taken apart.

/** What is reported, by the words of the configuration. */
export const alertKinds = ["dead-letters", "failed-forecasts", "missed-schedules"] as const;
export type AlertKind = (typeof alertKinds)[number];

/** Google Cloud reaches the first two; a file and an address of this machine only the local cloud. */
type DestinationKind = "email" | "webhook" | "loopback" | "file";

export interface Destination {
  /** `email-1`, `webhook-2`: by kind and place in the list, so that a changed address changes what is there. */
  id: string;
  kind: DestinationKind;
  /** Its address; it may hold a secret. */
  to: string;
  on: readonly AlertKind[];
}

export type NotifySetting = string | { to: string; on: readonly AlertKind[] };

const email = String.raw`[^\s@/:\\<>()",;$]+@[^\s@/:.\\<>()",;$]+(\.[^\s@/:.\\<>()",;$]+)+`;
const webhook = String.raw`https:\/\/[^\s/]+\S*`;
const loopback = String.raw`http:\/\/(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?(\/\S*)?`;
const file = String.raw`\.\/(?!\/*\.cloud-runner(\/|$))(?!(.*\/)?\.{1,2}(\/|$)).*[^/]`;
/** A secret that stands in the environment and not in the file. */
const variable = String.raw`\$\{[A-Za-z_][A-Za-z0-9_]*\}`;

/** What looks like a variable and is none would be sent as it is written. */
const unclear = String.raw`.*\$\{(?![A-Za-z_][A-Za-z0-9_]*\})`;

export const destinationPattern = new RegExp(
  `^(?!${unclear})(${email}|${webhook}|${loopback}|${file}|.*${variable}.*)$`,
);

export const destinationRule =
  "must be an e-mail address or an https:// address; for the local target also a path such as ./alerts.jsonl, or http://127.0.0.1:PORT/";

/** Of what fits the pattern; a port may still be none. */
export const isAddress = (to: string): boolean =>
  !/^https?:/.test(to) || new RegExp(variable).test(to) || URL.canParse(to);

/** Files that something else reads, and that a line of an alert would spoil: settings, data, programs, and what git keeps. */
const readByOthers =
  /\.(json|jsonc|ya?ml|toml|tf|tfvars|env|csv|tsv|parquet|xlsx?|sqlite|db|sql|gz|zst|[cm]?[jt]sx?|py|sh|md|html?)$|(^|\/)(\.git|node_modules)\/|(^|\/)(\.git\w*|\.npmrc|\.env(\.[^/]*)?|Dockerfile|Makefile)$/i;

export const isReadByOthers = (path: string): boolean => readByOthers.test(path.replaceAll("\\", "/"));

export const ownFileRule =
  "must be a file for alerts alone, such as ./alerts.jsonl: lines are added to it, which would spoil a file of settings, data or code";

const kindOf = (to: string): DestinationKind => {
  if (to.startsWith("./")) return "file";
  if (to.startsWith("http://")) return "loopback";
  return new RegExp(`^${email}$`).test(to) ? "email" : "webhook";
};

/** The same for all ways of writing one address. */
function identityOf(to: string): string {
  const kind = kindOf(to);
  if (kind === "email") return to.toLowerCase();
  if (kind === "file") return to.replaceAll(/\/{2,}/g, "/");
  return URL.canParse(to) ? new URL(to).href : to;
}

export const namesOneTwice = (notify: readonly NotifySetting[]): boolean =>
  new Set(notify.map((setting) => identityOf(toOf(setting)))).size < notify.length;

const toOf = (setting: NotifySetting): string => (typeof setting === "string" ? setting : setting.to);

/** All of them, or those that Google Cloud can reach. */
export function destinationsIn(notify: readonly NotifySetting[], target: "local" | "gcp"): Destination[] {
  const counts: Partial<Record<DestinationKind, number>> = {};
  return notify.flatMap((setting) => {
    const to = toOf(setting);
    const kind = kindOf(to);
    const place = (counts[kind] = (counts[kind] ?? 0) + 1);
    if (target === "gcp" && (kind === "file" || kind === "loopback")) return [];
    return [{ id: `${kind}-${place}`, kind, to, on: typeof setting === "string" ? alertKinds : setting.on }];
  });
}

/** With the variables of the environment in their places; one that is not set stays as it is written. */
export function filledIn<T>(value: T, env: Readonly<Record<string, string | undefined>>): T {
  if (typeof value === "string") {
    const fill = (written: string) => env[written.slice(2, -1)] || written;
    return value.replaceAll(new RegExp(variable, "g"), fill) as T;
  }
  if (Array.isArray(value)) return value.map((each: unknown) => filledIn(each, env)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filledIn(each, env)])) as T;
}

/** Variables that are named: after `filledIn`, those that are not set. */
export const variablesIn = (notify: readonly NotifySetting[]): string[] => [
  ...new Set(notify.flatMap((setting) => toOf(setting).match(new RegExp(variable, "g")) ?? [])),
];

/** What may be shown of an address: of a webhook the host alone, since the rest of it is often a secret. */
export function shownDestination(to: string, fingerprint?: string): string {
  if (kindOf(to) !== "webhook") return to;
  const host = URL.canParse(to) ? new URL(to).host : "";
  const shown = host === "" ? "https://…" : `https://${host}/…`;
  return fingerprint === undefined ? shown : `${shown} (${fingerprint.slice(0, 6)})`;
}
