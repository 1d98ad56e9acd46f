// The console as one function from requests to answers.
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { CloudRunnerError } from "../core/errors.ts";
import { consoleError, errorAnswer } from "./http/answers.ts";
import { createConfirms } from "./http/confirm.ts";
import { guard, pathIn } from "./http/guard.ts";
import { addPages } from "./http/pages.ts";
import { createStreams } from "./http/streams.ts";
import { addDeadLetters } from "./routes/dead-letters.ts";
import { addForecasts } from "./routes/forecasts.ts";
import { addLogs } from "./routes/logs.ts";
import { addMetrics } from "./routes/metrics.ts";
import { addModels } from "./routes/models.ts";
import { addOverview } from "./routes/overview.ts";
import { addRevisions } from "./routes/revisions.ts";
import { addRuns } from "./routes/runs.ts";
import { addSchedules } from "./routes/schedules.ts";
import { addUploads } from "./routes/uploads.ts";
import type { App, Dependencies, Tools } from "./tools.ts";

const uploadsPath = "/api/uploads";

/** Of a request that is no file. */
const bodyBytes = 1024 * 1024;

export function createApp(dependencies: Dependencies): App {
  const { access, port, session, pagesFolder, placing } = dependencies;
  const app: App = new Hono({ getPath: pathIn(access) });
  app.onError((error, c) => {
    // What is left of a file that is not taken would be read as the next request.
    if (c.req.path === uploadsPath || (error as { code?: unknown }).code === "console.too-large")
      c.header("connection", "close");
    return errorAnswer(c, placing.error(error));
  });
  app.notFound((c) => errorAnswer(c, noSuchPage()));
  app.use(guard(access, port));
  const limit = bodyLimit({
    maxSize: bodyBytes,
    onError: () => {
      throw new CloudRunnerError("The request is too large.", {
        code: "console.too-large",
        fix: "Send files as uploads.",
      });
    },
  });
  // Files have a limit of their own, and are written as they come.
  app.use((c, next) => (c.req.method === "POST" && c.req.path === uploadsPath ? next() : limit(c, next)));
  addPages(app as unknown as Hono, pagesFolder);
  const errorOf: Tools["errorOf"] = (failure) => consoleError(placing.error(failure));
  const tools: Tools = {
    ...dependencies,
    errorOf,
    confirms: createConfirms(),
    streams: createStreams(session.machine.clock, { ending: session.signal, errorOf }),
  };
  addOverview(app, tools);
  addModels(app, tools);
  addUploads(app, tools);
  addRuns(app, tools);
  addForecasts(app, tools);
  addSchedules(app, tools);
  addLogs(app, tools);
  addMetrics(app, tools);
  addDeadLetters(app, tools);
  addRevisions(app, tools);
  return app;
}

const noSuchPage = (): CloudRunnerError =>
  new CloudRunnerError("The console has no such page.", { code: "console.no-such-page" });
