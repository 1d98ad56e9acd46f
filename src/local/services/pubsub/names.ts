// Names of topics, subscriptions and snapshots, and the checks that they share.
// https://cloud.google.com/pubsub/docs/pubsub-basics#resource_names
import { invalid } from "../fields.ts";
import type { Message } from "../../message.ts";
import { StatusError } from "../../wire/status.ts";

export type Kind = "topics" | "subscriptions" | "snapshots" | "schemas";

/** What stands in a subscription whose topic is gone. */
export const deletedTopic = "_deleted-topic_";

const idForm = /^[A-Za-z][A-Za-z0-9\-_.~+%]{2,254}$/;

/** The last part of a resource name. */
export const shortName = (name: string): string => name.slice(name.lastIndexOf("/") + 1);

/**
 * Checks a full resource name of the kind and gives it back.
 * @throws StatusError INVALID_ARGUMENT on a malformed one.
 */
export function checkName(kind: Kind, value: unknown): string {
  const name = typeof value === "string" ? value : "";
  const [projects, projectId, collection, id, ...rest] = name.split("/");
  const isFormed = projects === "projects" && collection === kind && rest.length === 0;
  if (!isFormed || !projectId || !idForm.test(id ?? "") || id!.toLowerCase().startsWith("goog")) {
    throw invalid(
      `Invalid resource name given (name=${name}). Refer to https://cloud.google.com/pubsub/docs/pubsub-basics#resource_names for more information.`,
    );
  }
  return name;
}

/** Checks `projects/ID`, the parent of lists, and gives the prefix of the names in it. */
export function projectPrefix(value: unknown): string {
  const name = typeof value === "string" ? value : "";
  if (!/^projects\/[^/]+$/.test(name)) throw invalid(`Invalid project name given (name=${name}).`);
  return `${name}/`;
}

export const notFound = (name: string): StatusError =>
  new StatusError("NOT_FOUND", `Resource not found (resource=${shortName(name)}).`);

export const alreadyExists = (name: string): StatusError =>
  new StatusError("ALREADY_EXISTS", `Resource already exists in the project (resource=${shortName(name)}).`);

/** Full name for the policies. */
export const policyResource = (name: string): string => `//pubsub.googleapis.com/${name}`;

/** https://cloud.google.com/resource-manager/docs/labels-overview#requirements */
export function checkLabels(value: unknown): void {
  const labels = Object.entries((value ?? {}) as Record<string, string>);
  if (labels.length > 64) throw invalid("A resource can have at most 64 labels.");
  for (const [key, text] of labels) {
    if (!/^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}$/u.test(key)) throw invalid(`Invalid label key: ${key}`);
    if (!/^[\p{Ll}\p{Lo}\p{N}_-]{0,63}$/u.test(text)) throw invalid(`Invalid label value: ${text}`);
  }
}

/** One page of a list in name order, and the token of the next. */
export function pageOf<T extends { name: string }>(
  items: T[],
  request: Message,
): { page: T[]; nextPageToken?: string } {
  const size = (request["pageSize"] as number | undefined) ?? 0;
  if (size < 0) throw invalid("The page size must not be negative.");
  const limit = size === 0 ? 100 : Math.min(size, 1000);
  const token = request["pageToken"] as string | undefined;
  const after = token ? Buffer.from(token, "base64url").toString() : "";
  const rest = items.filter(({ name }) => name > after);
  const page = rest.slice(0, limit);
  return {
    page,
    ...(rest.length > limit && {
      nextPageToken: Buffer.from(page.at(-1)!.name).toString("base64url"),
    }),
  };
}

/** Refuses what the local cloud would otherwise silently not do. */
export function refuseFields(kind: string, message: Message, fields: readonly string[]): void {
  for (const field of fields) {
    const value = message[field];
    const isEmpty =
      value === undefined ||
      value === false ||
      (typeof value === "object" && value !== null && Object.keys(value).length === 0);
    if (!isEmpty)
      throw new StatusError("UNIMPLEMENTED", `The local cloud does not emulate ${field} of a ${kind}.`);
  }
}

/**
 * The top-level fields that an update mask names, in camelCase.
 * @param mutable in snake_case, as masks have them
 */
export function maskedFields(
  request: { kind: string; mask: unknown },
  mutable: readonly string[],
  immutable: readonly string[],
): string[] {
  const paths = ((request.mask as Message | undefined)?.["paths"] as string[] | undefined) ?? [];
  const of = `the Update${request.kind}Request`;
  if (paths.length === 0) {
    throw invalid(`The update_mask in ${of} must be set, and must contain a non-empty paths list.`);
  }
  for (const path of paths) {
    if (immutable.includes(path)) {
      throw invalid(
        `Invalid update_mask provided in ${of}: the '${path}' field in the ${request.kind} is not mutable.`,
      );
    }
    if (!mutable.includes(path)) {
      throw invalid(
        `Invalid update_mask provided in ${of}: '${path}' is not a known ${request.kind} field. Note that field paths must be of the form 'push_config' rather than 'pushConfig'.`,
      );
    }
  }
  return paths.map((path) => path.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()));
}
