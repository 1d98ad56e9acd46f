// `cloud-runner console`: serves the page until Ctrl-C.
import { once } from "node:events";
import { UsageError } from "../../../core/errors.ts";
import { platformOf } from "../../../core/platform/platform.ts";
import { openBrowser } from "../../../console/open-browser.ts";
import { withConsole, type RunningConsole } from "../../../console/server.ts";
import { loadConfig } from "../../../library/settings.ts";
import { requireTrust } from "../../../library/trust/require-trust.ts";
import { errorInPlace, inPlace, pastingOf } from "../../pasting/in-place.ts";
import type { Context } from "../../shell/context.ts";

export interface ConsoleAddress {
  url: string;
  port: number;
  target: "local" | "gcp";
  /** Whether a browser was asked to open it. */
  opened: boolean;
}

interface Options {
  port: number | undefined;
  noOpen: boolean;
}

export async function* run(
  context: Context,
  { options }: { options: Options },
): AsyncGenerator<ConsoleAddress> {
  const { port, noOpen } = options;
  const { io, flags, signal, machine, progress } = context;
  if (port !== undefined && (!Number.isInteger(port) || port > 65_535)) throw noPort(port);
  const { config } = await loadConfig(context);
  // Here somebody can be asked; where not, the page says what to do.
  if (config.target === "gcp") await requireTrust(context).catch(unlessNeeded);
  const pasting = pastingOf(io, flags);
  const opened = Promise.withResolvers<RunningConsole>();
  const serving = withConsole(
    context,
    {
      port,
      placing: {
        error: (error) => errorInPlace(error, pasting),
        command: (command) => inPlace(command, pasting),
      },
    },
    async (running) => {
      opened.resolve(running);
      if (!signal.aborted) await once(signal, "abort");
    },
  );
  serving.catch(opened.reject);
  const running = await opened.promise;
  const platform = platformOf(machine.platform);
  const wantsOpen =
    !noOpen && !flags.json && io.stdout.isTTY === true && !io.env["CI"] && platform.hasScreen(io.env);
  const isOpened = wantsOpen && (await openBrowser(context, running, platform));
  yield { url: running.url, port: running.port, target: config.target, opened: isOpened };
  if (wantsOpen && !isOpened) progress.note(`There is no ${platform.opener[0]} here to open it with.`);
  await serving;
}

function unlessNeeded(error: unknown): void {
  if (!(error instanceof UsageError) || error.code !== "trust.needed") throw error;
}

const noPort = (port: number): UsageError =>
  new UsageError(`--port is ${port}; it must be a whole number from 1 to 65535.`, {
    code: "usage.port",
    fix: "Leave it out for a free one, or name one such as --port 8787.",
  });
