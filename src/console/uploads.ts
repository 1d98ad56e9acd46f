// Files that the browser has sent and that wait to be checked, forecast or put in the place of another: in a folder of this user
// alone, for an hour after their last use at most.
import { randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { Transform, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { repeat, type Clock } from "../core/clock.ts";
import { formatBytes } from "../core/duration.ts";
import { CloudRunnerError, UsageError } from "../core/errors.ts";
import type { NamedContent } from "../library/predict/sources/input.ts";
import { checkObjectName } from "../library/predict/sources/name-fault.ts";

export interface Upload {
  id: string;
  /** As the browser has it, with folders. */
  name: string;
  path: string;
  bytes: number;
}

/** The page shows the state of each. */
export const mostFilesOfRun = 2000;

export interface UploadLimits {
  /** Of one file, and of all together. */
  fileBytes: number;
  allBytes: number;
  files: number;
  atOnce: number;
}

export const uploadLimits: UploadLimits = {
  fileBytes: 1024 ** 3,
  allBytes: 4 * 1024 ** 3,
  files: 5000,
  atOnce: 16,
};

export interface Uploads {
  /**
   * @param bytes that are announced; undefined where they are not
   * @throws UsageError for more than there is room for, and for a name that no upload can have
   */
  add(name: string, content: Readable, bytes: number | undefined): Promise<Upload>;
  /** Puts a file aside that `fetch` writes. */
  fetch(name: string, fetch: (path: string) => Promise<void>, bytes: number): Promise<Upload>;
  /** @throws CloudRunnerError upload.unknown */
  get(id: string): Upload;
  remove(id: string): Promise<void>;
}

const keptMs = 3_600_000;
const lookMs = 600_000;
const longestName = 1024;

/** @param folder of this user alone, which whoever made it removes */
export function createUploads(
  folder: string,
  { clock, signal, limits = uploadLimits }: { clock: Clock; signal: AbortSignal; limits?: UploadLimits },
): Uploads {
  const kept = new Map<string, Upload & { usedMs: number }>();
  let underWay = 0;
  let incoming = 0;
  const held = () => [...kept.values()].reduce((sum, { bytes }) => sum + bytes, incoming);
  void repeat(clock, lookMs, signal, () => {
    for (const { id, usedMs } of kept.values()) if (clock.now() - usedMs > keptMs) void remove(id);
  });

  async function remove(id: string): Promise<void> {
    const found = kept.get(id);
    kept.delete(id);
    if (found !== undefined) await rm(found.path, { force: true });
  }

  async function keep(
    name: string,
    bytes: number | undefined,
    write: (path: string, grown: (by: number) => void) => Promise<void>,
  ): Promise<Upload> {
    const own = basename(name.replaceAll("\\", "/"));
    if (name.length > longestName || own === "" || own === "." || own === "..") throw badName(name);
    checkObjectName(own);
    if ((bytes ?? 0) > limits.fileBytes) throw tooLarge(name, limits.fileBytes);
    if (kept.size >= limits.files || held() + (bytes ?? 0) > limits.allBytes) throw full();
    if (underWay >= limits.atOnce) throw busy(limits.atOnce);
    const id = randomBytes(12).toString("base64url");
    const path = join(folder, id);
    let size = 0;
    underWay += 1;
    try {
      await write(path, (by) => {
        size += by;
        incoming += by;
        if (size > limits.fileBytes) throw tooLarge(name, limits.fileBytes);
        if (held() > limits.allBytes) throw full();
      });
      const upload = { id, name, path, bytes: size, usedMs: clock.now() };
      kept.set(id, upload);
      return upload;
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      underWay -= 1;
      incoming -= size;
    }
  }

  return {
    add: (name, content, bytes) =>
      keep(name, bytes, async (path, grown) => {
        const counting = new Transform({
          transform(chunk: Uint8Array, _encoding, done) {
            try {
              grown(chunk.length);
              done(null, chunk);
            } catch (error) {
              done(error as Error);
            }
          },
        });
        await pipeline(content, counting, createWriteStream(path, { flags: "wx", mode: 0o600 }), { signal });
      }),
    fetch: (name, fetch, bytes) =>
      keep(name, bytes, async (path, grown) => {
        await fetch(path);
        grown(bytes);
      }),
    get(id) {
      const found = kept.get(id);
      if (found === undefined) throw unknown();
      found.usedMs = clock.now();
      return found;
    },
    remove,
  };
}

/** As `predict` takes it. It has no path of its own: what is staged is gone before the run could be resumed from it. */
export const sourceOf = ({ name, path }: Upload): NamedContent => {
  const label = name.replaceAll("\\", "/").replace(/^\/+/, "");
  return {
    name: basename(label),
    label,
    content: () => readFile(path),
    staged: path,
    ...(label.includes("/") && { below: label }),
  };
};

const unknown = (): CloudRunnerError =>
  new CloudRunnerError("The console has forgotten that file.", {
    code: "upload.unknown",
    details: ["It keeps a file for an hour after its last use, and as long as it runs."],
    fix: "Choose the file again.",
  });

const tooLarge = (name: string, most: number): UsageError =>
  new UsageError(`${name} is larger than ${formatBytes(most)}.`, {
    code: "console.too-large",
    fix: "`cloud-runner predict FILE` sends files of any size.",
  });

const full = (): UsageError =>
  new UsageError("The console has no room for more files.", {
    code: "console.busy",
    fix: "Start the run of those that are there, or send them from the command line: cloud-runner predict FOLDER",
  });

const busy = (most: number): UsageError =>
  new UsageError(`More than ${most} files are being sent to the console at once.`, {
    code: "console.busy",
    fix: "Send it again when another one is done.",
  });

const badName = (name: string): UsageError =>
  new UsageError(`${JSON.stringify(name.slice(0, 80))} cannot be the name of a file.`, {
    code: "usage.file-name",
    fix: "Rename the file.",
  });
