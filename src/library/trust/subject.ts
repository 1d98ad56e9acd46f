// What a configuration decides that a stranger must not: which code runs, and where data goes. All else in it can at most
// make a forecast worse.
import { isDeepStrictEqual } from "node:util";
import { parseConfig } from "../../core/config.ts";
import { variablesIn, type NotifySetting } from "../../core/notify/destinations.ts";
import { shownSetting } from "../../core/notify/fingerprint.ts";
import type { Decision } from "./decision.ts";

/** What is trusted, or not: one configuration of one folder, as long as it decides the same. */
export interface TrustSubject {
  /** Real paths. */
  folder: string;
  config: string;
  /** At least one. */
  decisions: readonly Decision[];
}

/** How a question for trust was answered: for good, for this run only, or not at all. */
export type TrustAnswer = "keep" | "once" | "no";

const meanings: Readonly<Record<string, string>> = {
  model: "its code runs on this machine and in the service",
  image: "this container is given the data",
  command: "it runs on this machine",
  target: "where the stack runs",
  project: "data goes to this project, which pays",
  name: "the buckets that data goes to are named after it",
  region: "data goes to this region",
  "storage.location": "data goes to this place",
  "storage.encryptionKey": "data is encrypted with this key",
  encryptionKey: "data is encrypted with this key",
  "bigquery.maximumBytesBilled": "one query may read so much, which you pay for",
  artifacts: "the service may read these buckets",
  notify: "these addresses are told of failures",
  "service.vpc": "the service sends through this network",
};

/** What the file says of these, unless it is the default anyway. */
export function decisionsIn(file: object): Decision[] {
  const defaults = parseConfig({}, "The default");
  return Object.entries(meanings).flatMap(([setting, means]): Decision[] => {
    const value = at(file, setting);
    if (value === undefined || isDeepStrictEqual(value, at(defaults, setting))) return [];
    return [setting === "notify" ? notified(value as NotifySetting[], means) : { setting, value, means }];
  });
}

/** Addresses may be secrets. What they take from the environment of whoever runs `up` may be another's. */
function notified(notify: readonly NotifySetting[], told: string): Decision {
  const variables = variablesIn(notify);
  const means =
    variables.length === 0 ? told : `${told}, and given ${variables.join(", ")} of your environment`;
  return { setting: "notify", value: shownSetting(notify), means };
}

const at = (object: object, setting: string): unknown =>
  setting
    .split(".")
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], object);
