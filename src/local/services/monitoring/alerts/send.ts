// How a channel is told from this machine: a line in a file of the project folder, or a request to an address of this machine.
// Nothing leaves it; of mail and of webhooks elsewhere the local cloud's own log says what would have been sent.
import { constants } from "node:fs";
import { mkdir, open, realpath, type FileHandle } from "node:fs/promises";
import { lookup } from "node:dns";
import { request } from "node:http";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { withinTime, type Clock } from "../../../../core/clock.ts";
import { isReadByOthers } from "../../../../core/notify/destinations.ts";
import type { Message } from "../../../message.ts";
import { messageOf, textOf } from "../../fields.ts";

export interface Senders {
  clock: Clock;
  /** The folder that paths of files are relative to. */
  projectFolder: string;
  stateFolder: string;
  /** One line for the local cloud's own log. */
  report: (line: string) => void;
}

const answerWithinMs = 10_000;

/** @throws Error when it could not be told; another try may do. */
export async function tell(
  channel: Message,
  body: string,
  senders: Senders,
  signal: AbortSignal,
): Promise<void> {
  const labels = messageOf(channel, "labels") as Record<string, string>;
  const type = textOf(channel, "type");
  if (type === "local_file") return append(labels["path"] ?? "", body, senders);
  const url = type.startsWith("webhook_") ? new URL(labels["url"] ?? "") : undefined;
  if (url?.protocol === "http:" && isLoopbackName(url.hostname)) {
    const { username, password } = labels;
    const auth = username === undefined ? undefined : `${username}:${password ?? ""}`;
    return withinTime(senders.clock, answerWithinMs, (late) =>
      post(url, body, auth, AbortSignal.any([signal, late])),
    );
  }
  // The rest of an address may be a secret.
  const whom = url === undefined ? Object.values(labels)[0] : `${url.protocol}//${url.host}/…`;
  const { incident } = JSON.parse(body) as {
    incident: { policy_name: string; summary: string; state: string };
  };
  senders.report(
    `Alert for ${whom}, which is not sent from this machine: ${incident.policy_name} (${incident.state}). ${incident.summary}`,
  );
}

/** Inside of the project folder, also where links lead; its own state it leaves alone. */
async function append(path: string, body: string, { projectFolder, stateFolder }: Senders): Promise<void> {
  const file = resolve(projectFolder, path);
  const [project, state] = await Promise.all([projectFolder, stateFolder].map((each) => realpath(each)));
  const checked = (folder: string): string => {
    const isIn = (parent: string) => folder === parent || folder.startsWith(parent + sep);
    if (!isIn(project!) || isIn(state!)) throw new Error(`${path} is not in the project folder`);
    return folder;
  };
  checked(await nearestFolder(dirname(file)));
  await mkdir(dirname(file), { recursive: true });
  const folder = checked(await realpath(dirname(file)));
  if (isReadByOthers(relative(await realpath(projectFolder), join(folder, basename(file)))))
    throw new Error(`${path} is a file that something else reads`);
  const flags = constants.O_APPEND | constants.O_CREAT | constants.O_RDWR | constants.O_NOFOLLOW;
  const handle = await open(join(folder, basename(file)), flags, 0o600);
  try {
    const end = await endOf(handle);
    // A local cloud that was killed may have written it, and not have come to note that.
    if (end.includes(`${body}\n`)) return;
    // Behind a line that a full disk has cut short, or somebody has not ended.
    const isBehindHalfALine = end.length > 0 && end.at(-1) !== "\n".charCodeAt(0);
    const line = Buffer.from(isBehindHalfALine ? `\n${body}\n` : `${body}\n`);
    // In one write, so that lines of two alerts do not mix.
    const { bytesWritten } = await handle.write(line);
    if (bytesWritten < line.length) throw new Error("the disk is full");
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

/** More than all lines that are on their way at one time. */
const endBytes = 1024 * 1024;

async function endOf(handle: FileHandle): Promise<Buffer> {
  const { size } = await handle.stat();
  const length = Math.min(size, endBytes);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
  return buffer.subarray(0, bytesRead);
}

/** The folder itself, or the first above it that is there. */
async function nearestFolder(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || dirname(folder) === folder) throw error;
    return nearestFolder(dirname(folder));
  }
}

const isLoopback = (address: string): boolean => /^127(\.\d{1,3}){3}$|^::1$/.test(address);

const isLoopbackName = (host: string): boolean =>
  host === "localhost" || isLoopback(host.replace(/^\[|\]$/g, ""));

/** Redirects are not followed, and nothing of the answer is read but its status. */
function post(url: URL, body: string, auth: string | undefined, signal: AbortSignal): Promise<void> {
  const content = Buffer.from(body);
  return new Promise((done, fail) => {
    const sent = request(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "content-length": content.length,
        "user-agent": "Google-Alerts",
      },
      ...(auth !== undefined && { auth }),
      signal,
      agent: false,
      // Whatever the name means here, only this machine is asked.
      lookup: (host, options, found) =>
        lookup(host, { ...options, all: true }, (error, addresses) => {
          const own = addresses?.filter(({ address }) => isLoopback(address)) ?? [];
          if (error || own.length === 0)
            return found(error ?? new Error(`${host} is not this machine`), [], 0);
          if (options.all === true) return found(null, own);
          return found(null, own[0]!.address, own[0]!.family);
        }),
    });
    sent.on("response", (response) => {
      const status = response.statusCode ?? 0;
      response.destroy();
      if (status >= 200 && status < 300) done();
      else fail(new Error(`it answered ${status}`));
    });
    sent.on("error", fail);
    sent.end(content);
  });
}
