// Schedules: what is forecast again and again.
import * as z from "zod";
import { UsageError } from "../../core/errors.ts";
import { addSchedule } from "../../library/schedules/add.ts";
import {
  pauseSchedule,
  removeSchedule,
  resumeSchedule,
  runSchedule,
} from "../../library/schedules/change.ts";
import { listSchedules, showSchedule } from "../../library/schedules/list.ts";
import type { App, Tools } from "../tools.ts";
import { fileId } from "../file-id.ts";
import { answer } from "../http/answers.ts";
import { bodyOf, confirm, parameters } from "../http/bodies.ts";
import { sourceOf } from "../uploads.ts";

const added = z.object({
  name: z.string().max(100),
  cron: z.string().max(200),
  timezone: z.string().max(100).optional(),
  uploads: z.array(z.string().max(100)).max(1000).default([]),
  objects: z.array(z.string().max(1100)).max(1000).default([]),
  output: z.string().max(1024).optional(),
  replace: z.boolean().default(false),
  parameters,
});

export function addSchedules(app: App, { session, uploads, confirms }: Tools): void {
  app.get("/api/schedules", async (c) =>
    answer<"GET /api/schedules">(c, { schedules: await listSchedules(session) }),
  );

  app.get("/api/schedules/:name", async (c) => {
    const { ticks, ...schedule } = await showSchedule(session, c.req.param("name"));
    return answer<"GET /api/schedules/:name">(c, {
      ...schedule,
      ticks: ticks.map(({ time, object, answer: found }) => ({
        time,
        object,
        answer:
          found === undefined
            ? undefined
            : "error" in found
              ? { succeeded: 0, failed: schedule.inputs.length, firstFailure: found.error, forecasts: [] }
              : {
                  ...found,
                  forecasts: found.forecasts.map((each) => ({ ...each, file: fileId(each.output) })),
                },
      })),
    });
  });

  app.post("/api/schedules", async (c) => {
    const { uploads: ids, objects, ...request } = await bodyOf(c, added);
    const foreign = objects.find((each) => !each.startsWith("gs://"));
    if (foreign !== undefined || ids.length + objects.length === 0) throw noSource(foreign);
    const sources = [...ids.map((id) => sourceOf(uploads.get(id))), ...objects];
    return answer<"POST /api/schedules">(c, await addSchedule(session, { ...request, sources }));
  });

  app.post("/api/schedules/:name/pause", async (c) => {
    const { schedule } = await pauseSchedule(session, c.req.param("name"));
    return answer<"POST /api/schedules/:name/pause">(c, { schedule });
  });

  app.post("/api/schedules/:name/resume", async (c) => {
    const { schedule } = await resumeSchedule(session, c.req.param("name"));
    return answer<"POST /api/schedules/:name/resume">(c, { schedule });
  });

  app.post("/api/schedules/:name/run", async (c) => {
    const { schedule, tick } = await runSchedule(session, c.req.param("name"));
    return answer<"POST /api/schedules/:name/run">(c, { schedule, tick });
  });

  app.post("/api/schedules/:name/remove", async (c) => {
    const name = c.req.param("name");
    const { confirm: given } = await bodyOf(c, confirm);
    const { cron, timezone, inputs } = await showSchedule(session, name);
    confirms(
      {
        question: `This removes the schedule ${name}. Its files and its forecasts stay. Go on?`,
        items: [`${cron} in ${timezone}`, ...inputs.slice(0, 20)],
      },
      given,
    );
    const { schedule } = await removeSchedule(session, name);
    return answer<"POST /api/schedules/:name/remove">(c, { schedule });
  });
}

/** What is no upload of this console must not be read from the disk of this machine. */
const noSource = (word: string | undefined): UsageError =>
  new UsageError(
    word === undefined ? "The schedule names no file." : `${word} is no object of Cloud Storage.`,
    {
      code: "schedule.sources",
      fix: "Choose files, or name objects of the input bucket: gs://BUCKET/FOLDER/",
    },
  );
