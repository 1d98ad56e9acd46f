// The first page: what is up, how it goes, what it costs.
import { basename } from "node:path";
import * as z from "zod";
import { hasJob } from "../../core/config.ts";
import { errorDocument } from "../../core/error-document.ts";
import { CloudRunnerError } from "../../core/errors.ts";
import { requireTrust } from "../../library/trust/require-trust.ts";
import { loadConfig, loadSettings } from "../../library/settings.ts";
import { costOf, dollars, type Cost } from "../../library/stack/cost.ts";
import { overview, type StackOverview } from "../../library/stack/overview.ts";
import { shortName } from "../../library/stack/short-name.ts";
import { status } from "../../library/stack/status.ts";
import type { App, Placing, Tools } from "../tools.ts";
import type { Overview } from "../contract/overview.ts";
import { answer } from "../http/answers.ts";
import { queryOf } from "../http/bodies.ts";
import { shared } from "../shared.ts";
import { mostFilesOfRun, uploadLimits } from "../uploads.ts";

/** Every page of the console asks for it again and again: Google is asked less often. */
const freshMs = { local: 500, gcp: 8000 };

export function addOverview(app: App, { session, version, placing }: Tools): void {
  const { clock } = session.machine;
  const target = async () => (await loadConfig(session)).config.target;
  const look = shared(() => overview(session), clock);

  app.get("/api/session", async (c) => {
    const place = { folder: basename(session.folder), version };
    const limits = { mostUploadBytes: uploadLimits.fileBytes, mostFiles: mostFilesOfRun };
    const nothing = { target: "local" as const, stack: "", project: "", region: "" };
    try {
      const { config, names } = await loadSettings(session);
      const of = { ...place, ...limits, target: config.target, stack: names.stack };
      const about = { ...of, project: names.project, region: names.region };
      const trouble = config.target === "gcp" ? await troubleOf(requireTrust(session), placing) : undefined;
      return answer<"GET /api/session">(c, { ...about, trouble });
    } catch (error) {
      if (!(error instanceof CloudRunnerError)) throw error;
      return answer<"GET /api/session">(c, {
        ...nothing,
        ...place,
        ...limits,
        trouble: errorDocument(placing.error(error)),
      });
    }
  });

  app.get("/api/overview", async (c) => {
    const found = await look(freshMs[await target()]);
    return answer<"GET /api/overview">(c, viewOf(found.value, found.atMs, placing));
  });

  app.get("/api/resources", async (c) => {
    const { resources } = await status(session);
    return answer<"GET /api/resources">(c, {
      resources: resources.map((each) => ({ ...each, shortName: shortName(each.name) })),
    });
  });

  app.get("/api/cost", async (c) => {
    const { forecastSeconds } = queryOf(
      c,
      z.object({ forecastSeconds: z.coerce.number().min(0.1).optional() }),
    );
    const { config } = await loadConfig(session);
    const { schedules = [] } = (await look(60_000)).value;
    return answer<"GET /api/cost">(
      c,
      costView(costOf(config, { forecastSeconds, schedules: schedules.length })),
    );
  });
}

const troubleOf = (asked: Promise<void>, placing: Placing) =>
  asked.then(
    () => undefined,
    (error: unknown) => errorDocument(placing.error(error)),
  );

function viewOf(
  { settings, service, trouble, next, ...found }: StackOverview,
  atMs: number,
  placing: Placing,
): Overview {
  const { config, names } = settings;
  return JSON.parse(
    JSON.stringify({
      at: new Date(atMs).toISOString(),
      ...found,
      next: next && { ...next, commands: next.commands.map(placing.command) },
      trouble: trouble && errorDocument(placing.error(trouble)),
      service: service && {
        name: names.service,
        url: service.uri,
        revision: service.latestReadyRevision,
        traffic: service.traffic,
        condition: service.condition,
        image: service.image,
        maxInstances: config.service.maxInstances,
      },
      names: {
        inputBucket: names.inputBucket,
        outputBucket: names.outputBucket,
        topic: names.topic,
        subscription: names.subscription,
        deadLetterSubscription: names.deadLetterSubscription,
        service: names.service,
        job: hasJob(config) ? names.job : undefined,
      },
    }),
  ) as Overview;
}

const partOf = ({ usd, lines }: Cost["atRest"]) => ({
  usd,
  text: dollars(usd),
  lines: lines.map(({ item, usd: each, quantity, unit }) => ({ item, usd: each, quantity, unit })),
});

const costView = ({ atRest, perThousandForecasts, perTaskHour, ceiling, assumptions, ...rest }: Cost) => ({
  isPaid: rest.isPaid,
  atRest: partOf(atRest),
  perThousandForecasts: partOf(perThousandForecasts),
  perTaskHour: perTaskHour && partOf(perTaskHour),
  ceiling: partOf(ceiling),
  region: rest.region,
  pricesAsOf: rest.pricesAsOf,
  forecastSeconds: assumptions.forecastSeconds,
  notCounted: rest.notCounted,
});
