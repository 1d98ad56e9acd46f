// How the page names a forecast: by the object that it is, or would be.
import { CloudRunnerError } from "../core/errors.ts";

export const fileId = (object: string): string => Buffer.from(object).toString("base64url");

/** @throws CloudRunnerError forecast.unknown */
export function objectOf(file: string): string {
  const object = Buffer.from(file, "base64url").toString();
  if (object !== "" && object.length <= 1024 && fileId(object) === file) return object;
  throw new CloudRunnerError("There is no such forecast.", { code: "forecast.unknown" });
}
