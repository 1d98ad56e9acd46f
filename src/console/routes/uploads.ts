// Files put aside on the console, and what the service would make of them.
import * as z from "zod";
import type { App, Tools } from "../tools.ts";
import { answer } from "../http/answers.ts";
import { bodyOf, parameters, queryOf } from "../http/bodies.ts";
import { openForecast } from "../../library/forecasts/open-forecast.ts";
import { objectOf } from "../file-id.ts";
import type { Upload } from "../uploads.ts";

const view = ({ id, name, bytes }: Upload) => ({ upload: id, name, bytes });

export function addUploads(app: App, { uploads, reader, session }: Tools): void {
  app.post("/api/uploads", async (c) => {
    const { name } = queryOf(c, z.object({ name: z.string().min(1).max(1024) }));
    const length = c.req.header("content-length");
    const { incoming } = c.env;
    const upload = await uploads.add(name, incoming, length === undefined ? undefined : Number(length));
    return answer<"POST /api/uploads">(c, view(upload));
  });

  app.post("/api/uploads/from-forecast", async (c) => {
    const { file } = await bodyOf(c, z.object({ file: z.string().max(2000) }));
    const upload = await openForecast(session, objectOf(file), ({ label, requireInput }) => {
      const object = requireInput();
      return uploads.fetch(label, (path) => reader.fetch({ object, path }), object.size ?? 0);
    });
    return answer<"POST /api/uploads/from-forecast">(c, view(upload));
  });

  app.delete("/api/uploads/:upload", async (c) => {
    await uploads.remove(c.req.param("upload"));
    return answer<"DELETE /api/uploads/:upload">(c, {});
  });

  app.post("/api/uploads/:upload/check", async (c) => {
    const { parameters: given } = await bodyOf(c, z.object({ parameters }));
    const { name, path, bytes } = uploads.get(c.req.param("upload"));
    return answer<"POST /api/uploads/:upload/check">(c, await reader.check({ name, path, bytes, given }));
  });
}
