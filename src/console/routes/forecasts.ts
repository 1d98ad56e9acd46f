// One forecast: what it is, its series by search and by place, and its files.
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import type { Context } from "hono";
import * as z from "zod";
import { resultMetadata, runIn, type SeriesCounts } from "../../core/contract.ts";
import { openForecast, type OpenForecast } from "../../library/forecasts/open-forecast.ts";
import { resultFile } from "../../library/predict/outputs/output-format.ts";
import { sizeOf } from "../../library/predict/transfer/content.ts";
import { contentTypes, formatIn, resultFormats } from "../../model/results/result-format.ts";
import { CloudRunnerError } from "../../core/errors.ts";
import type { App, Tools } from "../tools.ts";
import { fileId, objectOf } from "../file-id.ts";
import { answer } from "../http/answers.ts";
import { count, queryOf } from "../http/bodies.ts";
import { createKeptForecasts, parametersIn, type KeptForecast } from "../kept-forecasts.ts";
import { seriesData } from "../series-data.ts";

const paged = z.object({
  search: z.string().max(500).optional(),
  offset: count(0, 10_000_000),
  limit: count(100, 1000, 1),
  state: z.enum(["forecast", "fallback", "failed"]).optional(),
});

export function addForecasts(app: App, { session, reader, folder, errorOf }: Tools): void {
  const kept = createKeptForecasts(folder, { session, reader, clock: session.machine.clock });
  const opened = <T>(
    c: Context,
    work: (forecast: OpenForecast, object: string) => Promise<T>,
  ): Promise<T> => {
    const object = objectOf(c.req.param("file") ?? "");
    return openForecast(session, object, (forecast) => work(forecast, object));
  };

  app.get("/api/forecasts/:file", (c) =>
    opened(c, async (forecast, object) => {
      const found = forecast.answer?.kind === "result" ? await kept.of(object, forecast) : undefined;
      return answer<"GET /api/forecasts/:file">(
        c,
        await summaryOf(object, { forecast, kept: found, errorOf }),
      );
    }),
  );

  app.get("/api/forecasts/:file/series", async (c) => {
    const { search = "", offset, limit, state } = queryOf(c, paged);
    const { index } = await kept.get(objectOf(c.req.param("file")));
    const wanted = search.trim().toLowerCase();
    const places = [...index.series.keys()].filter((at) => {
      const each = index.series[at]!;
      if (state !== undefined && each.state !== state) return false;
      return wanted === "" || each.id.some((part) => part.toLowerCase().includes(wanted));
    });
    return answer<"GET /api/forecasts/:file/series">(c, {
      idColumns: index.idColumns,
      count: index.series.length,
      found: places.length,
      offset,
      rows: places.slice(offset, offset + limit).map((at) => {
        const { id, state: own, historyRows, forecastRows, reason } = index.series[at]!;
        return { index: at, id, state: own, historyRows, forecastRows, reason };
      }),
    });
  });

  app.get("/api/forecasts/:file/series/:index", async (c) => {
    const { history } = queryOf(c, z.object({ history: count(20_000, 200_000) }));
    const found = await kept.get(objectOf(c.req.param("file")));
    const at = Number(c.req.param("index"));
    const stored = await found.series(Number.isInteger(at) ? at : -1);
    return answer<"GET /api/forecasts/:file/series/:index">(
      c,
      seriesData(stored, { at, of: found.index, mostRows: history }),
    );
  });

  app.get("/api/forecasts/:file/input", (c) =>
    opened(c, ({ label, requireInput }) =>
      kept.withFile(async (path) => {
        await reader.fetch({ object: requireInput(), path });
        return sendFile(c, path, { name: label, type: "application/octet-stream" });
      }),
    ),
  );

  app.get("/api/forecasts/:file/result", (c) =>
    opened(c, async ({ label, answer: found }) => {
      const { format: asked } = queryOf(c, z.object({ format: z.enum(resultFormats).optional() }));
      if (found?.kind !== "result") throw noFile("forecast");
      const parameters = parametersIn(found.object.metadata);
      const stored = formatIn(parameters);
      const format = asked ?? stored;
      const as = { name: resultFile(label, format), type: contentTypes[format] };
      return kept.withFile(async (resultPath) => {
        const wanted = { object: found.object, path: resultPath };
        if (format === stored) {
          await reader.fetch(wanted);
          return sendFile(c, resultPath, as);
        }
        return kept.withFile(async (targetPath) => {
          await reader.convert([wanted], { label, parameters, resultPath, format, targetPath });
          return sendFile(c, targetPath, as);
        });
      });
    }),
  );

  app.get("/api/forecasts/:file/report", (c) =>
    opened(c, ({ label, answer: found, seriesReport }) => {
      const object = found?.kind === "report" ? found.object : seriesReport;
      if (object === undefined) throw noFile("report");
      return kept.withFile(async (path) => {
        await reader.fetch({ object, path });
        const ending = found?.kind === "report" ? "error" : "series";
        return sendFile(c, path, { name: `${label}.${ending}.json`, type: contentTypes.json });
      });
    }),
  );
}

/** The file may be removed once it is open: what is open stays readable. */
async function sendFile(
  c: Context,
  path: string,
  { name, type }: { name: string; type: string },
): Promise<Response> {
  const length = sizeOf(path);
  const content = createReadStream(path);
  await new Promise((done, failed) => content.once("open", done).once("error", failed));
  const plain = name.replaceAll(/[^\w.-]/g, "_");
  c.header("content-disposition", `attachment; filename="${plain}"; filename*=UTF-8''${encodeName(name)}`);
  c.header("content-length", String(length));
  return c.body(Readable.toWeb(content) as ReadableStream, 200, { "content-type": type });
}

/** https://www.rfc-editor.org/rfc/rfc8187 */
const encodeName = (name: string): string =>
  encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );

async function summaryOf(
  object: string,
  {
    forecast,
    kept,
    errorOf,
  }: { forecast: OpenForecast; kept: KeptForecast | undefined } & Pick<Tools, "errorOf">,
) {
  const { label, input, answer: found, rejection } = forecast;
  const metadata = found?.object.metadata ?? {};
  const json = (key: keyof typeof resultMetadata) => jsonIn(metadata[resultMetadata[key]]);
  const isResult = found?.kind === "result";
  const rows = metadata[resultMetadata.rows];
  const rejected = await rejection();
  const place = rejected && { line: rejected.report.line, column: rejected.report.column };
  const uploadedMs = input === undefined ? undefined : Number(BigInt(input.generation) / 1000n);
  const createdMs = found === undefined ? undefined : Date.parse(found.updatedAt);
  const reason = !isResult ? "There is no forecast." : kept?.index.reason;
  return {
    file: fileId(object),
    input: label,
    state: found === undefined ? ("waiting" as const) : isResult ? ("done" as const) : ("failed" as const),
    run: runIn(object),
    error: rejected && { ...errorOf(rejected.error), ...(JSON.parse(JSON.stringify(place)) as object) },
    ...(found !== undefined && { createdAt: found.updatedAt, bytes: found.object.size }),
    ...(isResult && {
      ...(uploadedMs !== undefined && createdMs! >= uploadedMs && { durationMs: createdMs! - uploadedMs }),
      model: metadata[resultMetadata.model],
      modelVersion: metadata[resultMetadata.modelVersion],
      parameters: parametersIn(metadata),
      warnings: list(json("warnings")),
      explanation: json("explanation") as { sentence?: string } | undefined,
      ...(rows !== undefined && { rows: Number(rows) }),
      format: formatIn(parametersIn(metadata)),
      revision: metadata[resultMetadata.revision],
      series: json("series") as SeriesCounts | undefined,
      intervals: kept?.index.levels,
    }),
    drawn: { isDrawn: reason === undefined, reason },
    hasInput: input !== undefined,
  };
}

const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** Long metadata is cut by the service, and is then no JSON any more. */
function jsonIn(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

const noFile = (what: string): CloudRunnerError =>
  new CloudRunnerError(`There is no ${what}.`, { code: "forecast.unknown" });
