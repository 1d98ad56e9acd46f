// An input that cannot be read, as an error like every other.
import { CloudRunnerError } from "../../../core/errors.ts";

export const notReadable = (label: string, cause: unknown): CloudRunnerError =>
  new CloudRunnerError(`${label} cannot be read.`, {
    code: "input.not-readable",
    details: [(cause as Error).message],
    fix: "Check that the file is there and may be read.",
    cause,
  });
