// How Google's servers word what is wrong with a JSON request.
import { StatusError } from "../status.ts";

/** @param path of the field, e.g. `subscription.ack_deadline_seconds` */
export const badValue = (path: string, type: string, value: unknown): StatusError =>
  new StatusError(
    "INVALID_ARGUMENT",
    `Invalid value at '${path}' (${type}), ${(JSON.stringify(value) ?? "undefined").slice(0, 100)}`,
  );

export const unknownName = (name: string, path: string): StatusError =>
  new StatusError(
    "INVALID_ARGUMENT",
    `Invalid JSON payload received. Unknown name "${name.slice(0, 100)}"${path === "" ? "" : ` at '${path}'`}: Cannot find field.`,
  );

export const badJson = (): StatusError =>
  new StatusError("INVALID_ARGUMENT", "Invalid JSON payload received. It cannot be parsed.");
