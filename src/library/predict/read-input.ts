import { buffer } from "node:stream/consumers";
import { CloudRunnerError } from "../../core/errors.ts";
import type { InputFile } from "./inputs.ts";

/** @throws CloudRunnerError when the file cannot be read */
export async function readInput(
  { path, label }: InputFile,
  stdin: NodeJS.ReadableStream,
  read: (path: string) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  try {
    return path === undefined ? await buffer(stdin) : await read(path);
  } catch (error) {
    throw new CloudRunnerError(`${label} cannot be read.`, {
      code: "input.not-readable",
      details: [(error as Error).message],
      fix: "Check that the file is there and may be read.",
      cause: error,
    });
  }
}
