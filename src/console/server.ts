// The console as a server of this machine: on loopback, for as long as whoever started it wants.
import { readFileSync } from "node:fs";
import type { Server } from "node:http";
import { mkdir, utimes } from "node:fs/promises";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import { after, repeat } from "../core/clock.ts";
import { UsageError } from "../core/errors.ts";
import { removeLeftFolders, withTemporaryFolder } from "../core/disk/temporary-folder.ts";
import { createKeptClients } from "../library/kept-clients.ts";
import type { Session } from "../library/session.ts";
import { createApp } from "./app.ts";
import { newAccess } from "./http/guard.ts";
import { createReader, type RunReader } from "./reader/reader.ts";
import { readerProcess } from "./reader/start-reader.ts";
import { createSendings } from "./sendings.ts";
import type { Placing } from "./tools.ts";
import { createUploads } from "./uploads.ts";

export interface ConsoleOptions {
  /** A free one when absent. */
  port?: number | undefined;
  /** Makes commands work where they are pasted; as they are when absent. */
  placing?: Placing;
  runReader?: RunReader;
}

export interface RunningConsole {
  port: number;
  /** With the token: whoever has it may do all that its user may. */
  url: string;
  /** A folder of this user alone, which goes with the console. */
  folder: string;
}

/** Serves while `work` lasts, then ends what is under way. @throws UsageError for a port that is taken */
export const withConsole = <T>(
  session: Session,
  { port: wanted = 0, placing = asTheyAre, runReader }: ConsoleOptions,
  work: (running: RunningConsole) => Promise<T>,
): Promise<T> =>
  withTemporaryFolder(folderPrefix, async (folder) => {
    const ending = new AbortController();
    const { machine } = session;
    const { clock, packageFolder } = machine;
    await removeLeftFolders(folderPrefix, clock.now() - leftMs);
    void repeat(clock, leftMs / 6, ending.signal, () => {
      const now = new Date(clock.now());
      void utimes(folder, now, now).catch(() => {});
    });
    const keptClients = createKeptClients();
    const nothing = () => {};
    const silent = { update: nothing, succeed: nothing, fail: nothing, stop: nothing };
    const own: Session = {
      ...session,
      signal: AbortSignal.any([session.signal, ending.signal]),
      progress: { start: () => silent, note: nothing, detail: nothing, warn: nothing },
      // Nobody sits at its terminal while somebody clicks in the page.
      askTrust: undefined,
      sparesCloud: true,
      keptClients,
    };
    const uploadsFolder = join(folder, "uploads");
    await mkdir(uploadsFolder, { mode: 0o700 });
    const access = newAccess();
    const sendings = createSendings(own, clock);
    let port = 0;
    const app = createApp({
      session: own,
      access,
      port: () => port,
      version: versionOf(packageFolder),
      pagesFolder: join(packageFolder, "dist", "pages"),
      folder,
      placing,
      uploads: createUploads(uploadsFolder, { clock, signal: own.signal }),
      reader: createReader(own, runReader ?? readerProcess(machine)),
      sendings,
    });
    const server = await listen(app.fetch, wanted);
    port = (server.address() as { port: number }).port;
    try {
      return await work({ port, url: `http://127.0.0.1:${port}/?token=${access.token}`, folder });
    } finally {
      ending.abort(new Error("The console ends."));
      await sendings.settled();
      for (const run of sendings.cutShort())
        session.progress.warn(
          `Not all files of the run ${run} were sent. \`cloud-runner runs show ${run}\` says which; drop those again.`,
        );
      await close(server, clock);
      await keptClients.close();
    }
  });

const folderPrefix = "cloud-runner-console-";
/** Files that were dropped are kept for an hour, whatever becomes of the console. */
const leftMs = 3_600_000;

const asTheyAre: Placing = { error: (error) => error, command: (command) => command };

const loopback = "127.0.0.1";
/** Browsers open six connections for a page. */
const mostConnections = 100;

function listen(fetch: Parameters<typeof serve>[0]["fetch"], port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, port, hostname: loopback }, () => resolve(server)) as Server;
    server.maxConnections = mostConnections;
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "EADDRINUSE" || error.code === "EACCES" ? portRefused(port, error) : error),
    );
  });
}

const closesMs = 500;

async function close(server: Server, clock: Session["machine"]["clock"]): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const done = new AbortController();
  after(clock, closesMs, done.signal, () => server.closeAllConnections());
  await closed;
  done.abort("done");
}

function versionOf(packageFolder: string): string {
  const manifest = readFileSync(join(packageFolder, "package.json"), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}

const portRefused = (port: number, cause: NodeJS.ErrnoException): UsageError =>
  new UsageError(
    cause.code === "EACCES"
      ? `This user may not open port ${port}.`
      : `Port ${port} is taken by another program.`,
    {
      code: "usage.port",
      fix: "Name another port, or leave --port out: a free one is taken then.",
      cause,
    },
  );
