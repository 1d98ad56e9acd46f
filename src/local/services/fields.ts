// Reads the fields of request messages, which the wire leaves out when they hold the default of their type.
import type { Message } from "../message.ts";
import { StatusError } from "../wire/status.ts";

export const textOf = (request: Message, field: string): string =>
  (request[field] as string | undefined) ?? "";

export const textsOf = (request: Message, field: string): string[] =>
  (request[field] as string[] | undefined) ?? [];

export const messageOf = (request: Message, field: string): Message =>
  (request[field] as Message | undefined) ?? {};

/** The paths of the request's update mask; none when it has no mask. */
export const maskOf = (request: Message): string[] => textsOf(messageOf(request, "updateMask"), "paths");

/** `display_name` as `displayName`. */
export const camelCase = (name: string): string =>
  name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

export const invalid = (message: string): StatusError => new StatusError("INVALID_ARGUMENT", message);

/**
 * Checks that a resource name begins with `projects/ID`. Whether there is such a project was seen to before the service
 * got the request.
 */
export function checkProjectName(resource: string): void {
  if (!/^projects\/[^/]+/.test(resource)) throw invalid(`Invalid resource name: "${resource}".`);
}
