// Runs: start one, see what has become of each file, end it.
import * as z from "zod";
import { UsageError } from "../../core/errors.ts";
import { plural } from "../../core/duration.ts";
import { cancelRun, removeRuns } from "../../library/runs/end-runs.ts";
import { followRun } from "../../library/runs/follow-run.ts";
import { listRuns } from "../../library/runs/list-runs.ts";
import { showRun, type ShownInput } from "../../library/runs/show-run.ts";
import { listOutputs } from "../../library/forecasts/list-outputs.ts";
import type { App, Tools } from "../tools.ts";
import type { RunEvent, RunFile } from "../contract/runs.ts";
import { fileId } from "../file-id.ts";
import { answer } from "../http/answers.ts";
import { bodyOf, confirm, count, parameters, queryOf } from "../http/bodies.ts";
import { mostFilesOfRun } from "../uploads.ts";

const started = z.object({
  uploads: z.array(z.string().max(100)).min(1).max(mostFilesOfRun),
  parameters,
  job: z.boolean().default(false),
});

export function addRuns(app: App, { session, uploads, sendings, streams, confirms, errorOf }: Tools): void {
  app.post("/api/runs", async (c) => {
    const { uploads: ids, parameters: given, job } = await bodyOf(c, started);
    if (new Set(ids).size < ids.length) throw twice();
    const files = ids.map((id) => uploads.get(id));
    return answer<"POST /api/runs">(c, await sendings.start(files, { ...given, ...(job && { on: "job" }) }));
  });

  app.get("/api/runs", async (c) => {
    const { limit } = queryOf(c, z.object({ limit: count(20, 100, 1) }));
    const { runs, others } = await listRuns(session, { limit });
    return answer<"GET /api/runs">(c, {
      runs: runs.map((each) => ({ ...each, isSending: sendings.isSending(each.run) })),
      others,
    });
  });

  app.get("/api/runs/:run", async (c) => {
    const run = c.req.param("run");
    const { files, error, next, detached: _detached, ...shown } = await showRun(session, run);
    const trouble = sendings.failures(run).get("") ?? error;
    return answer<"GET /api/runs/:run">(c, {
      ...shown,
      isSending: sendings.isSending(run),
      pace: sendings.pace(run, shown),
      files: files.map((file, index) => fileOf(run, { ...file, index })),
      error: trouble === undefined ? undefined : errorOf(trouble),
      commands: next,
    });
  });

  app.get("/api/runs/:run/events", (c) => {
    const run = c.req.param("run");
    return streams.open<RunEvent>(c, (signal) => eventsOf(run, signal));
  });

  async function* eventsOf(run: string, signal: AbortSignal): AsyncGenerator<RunEvent> {
    const isSending = () => sendings.isSending(run);
    for await (const { counts, files } of followRun({ ...session, signal }, run, { isSending })) {
      const pace = sendings.pace(run, counts);
      yield {
        event: "run",
        counts,
        isSending: isSending(),
        ...(pace !== undefined && { pace }),
        files: files.map((file) => fileOf(run, file)),
      };
    }
    const trouble = sendings.failures(run).get("");
    if (trouble !== undefined) yield { event: "trouble", error: errorOf(trouble) };
  }

  function fileOf(
    run: string,
    { index, input, state, upload, bytes, ...file }: ShownInput & { index: number },
  ): RunFile {
    const unsent = state === "missing" ? sendings.failures(run).get(input) : undefined;
    const error = unsent ?? file.error;
    return {
      index,
      file: fileId(upload),
      input,
      state: unsent === undefined ? state : "failed",
      ...(bytes !== undefined && { bytes }),
      ...(file.series !== undefined && { series: { done: file.series.done, series: file.series.series } }),
      ...file.forecast,
      ...(error !== undefined && { error: errorOf(error) }),
    };
  }

  app.post("/api/runs/:run/cancel", async (c) => {
    const run = c.req.param("run");
    await sendings.stop(run);
    return answer<"POST /api/runs/:run/cancel">(c, await cancelRun(session, run));
  });

  app.post("/api/runs/:run/remove", async (c) => {
    const run = c.req.param("run");
    const given = await bodyOf(c, confirm);
    const { objects } = await removeRuns(session, {
      runs: [run],
      olderThanMs: undefined,
      all: false,
      dryRun: false,
      approve: async (found) =>
        confirms(
          {
            question: `This removes ${plural(found.length, "run")} for good: uploads, results in the bucket, records. Go on?`,
            items: found.map((each) => `${each.run}: ${plural(each.inputs, "file")}, ${each.first}`),
          },
          given.confirm,
        ),
    });
    return answer<"POST /api/runs/:run/remove">(c, { objects });
  });

  app.get("/api/outputs", async (c) => {
    const { limit } = queryOf(c, z.object({ limit: count(200, 200, 1) }));
    const { outputs, mayBeMore } = await listOutputs(session, limit);
    return answer<"GET /api/outputs">(c, {
      outputs: outputs.map((each) => ({ ...each, file: fileId(each.object) })),
      mayBeMore,
    });
  });
}

const twice = (): UsageError =>
  new UsageError("A file is named twice.", { code: "console.request", fix: "Choose each file once." });
