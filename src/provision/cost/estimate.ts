// What a stack costs: pure, from the configuration and the price table.
import { hasEvents, hasJob, type Config } from "../../core/config.ts";
import { alertKinds, destinationsIn } from "../../core/notify/destinations.ts";
import { listingsWithin, mostByName } from "../../core/polling.ts";
import { mebibytes } from "../engine/normalise.ts";
import { priceTable, ratesIn, type PriceName, type Rates } from "./price-table.ts";

export interface Assumptions {
  /** Billed time of one forecast, the start of an instance included. */
  forecastSeconds: number;
  /** Size of an input with its result. */
  forecastBytes: number;
  /** From the upload to the container and from the result to the next look for it, on top of the forecast. */
  deliverySeconds: number;
}

/** One series of some thousand rows with Prophet on one CPU takes about a second; the rest is room. */
export const usualAssumptions: Assumptions = {
  forecastSeconds: 5,
  forecastBytes: 200_000,
  deliverySeconds: 1,
};

interface CostLine {
  item: string;
  quantity: number;
  unit: string;
  usd: number;
  /** Whether the price stands in Google's pages, or is from memory. */
  source: "documented" | "recalled";
}

interface CostPart {
  usd: number;
  lines: CostLine[];
}

export interface CostEstimate {
  currency: "USD";
  /** Month in which the price table was last checked. */
  pricesAsOf: string;
  region: string;
  tier: 1 | 2;
  /** False when the table does not know the region and takes the dearer tier. */
  isRegionKnown: boolean;
  assumptions: Assumptions;
  /** A month in which nothing is forecast. */
  atRest: CostPart;
  perThousandForecasts: CostPart;
  /**
   * An hour of one task of the job; undefined where there is none. On top of all other figures: how many executions there
   * are at once is limited by Google's quotas alone.
   */
  perTaskHour: CostPart | undefined;
  /** A month in which every instance that may run runs all the time. */
  ceiling: CostPart;
  /** Forecasts of this size that a month's free tier covers; not taken off any figure above, but for schedules. */
  freeForecasts: number;
  notCounted: string;
}

/** The longest month, so that no month costs more. */
const monthSeconds = 31 * 24 * 3600;
const billingStepSeconds = 0.1;
const bytesPerGb = 1e9;
const bytesPerGib = 1024 ** 3;

/** Compressed: the Node base image and a few megabytes of ours. */
const imageGb = 0.1;
/** A storage notification is about 2 KB; it is published once and delivered once. */
const messageBytes = 2 * 2048;
/** What is announced of a forecast, published once; who subscribes pays for the delivery. */
const eventBytes = 1536;
const logBytes = 2048;
/** Between two looks at a metric that an alert watches. */
const lookSeconds = 30;
/** The lease on an input is renewed so often while it is worked on. */
const renewalSeconds = 3;
/**
 * Class A: the upload, the lease and its renewals, and the result. Refused requests, deletions and questions about what is
 * not there are free. https://cloud.google.com/storage/pricing
 */
const writesOf = (seconds: number): number => 3 + Math.floor(seconds / renewalSeconds);
/** Class B: the container reads the input, `predict` finds the result and downloads it. */
const readsPerForecast = 3;
/**
 * Class A: fewer files are asked for by name and cost none, more share each listing.
 * @param seconds that an answer takes
 */
const listingsOf = (seconds: number): number => listingsWithin(seconds) / (mostByName + 1);

const notCounted =
  "network traffic out of Google's network, objects kept longer than a month, images of earlier builds, taxes, discounts";

export function estimateCost(
  config: Pick<Config, "service" | "region" | "job" | "events" | "image" | "command" | "notify">,
  assumptions: Assumptions = usualAssumptions,
  schedules = 0,
): CostEstimate {
  const { service, region, job } = config;
  const rates = ratesIn(region);
  const { cpu, minInstances, maxInstances, concurrency } = service;
  const gib = mebibytes(service.memory) / 1024;
  const seconds = billed(assumptions.forecastSeconds);

  const idleSeconds = minInstances * monthSeconds;
  // By job, however often it runs; three of a billing account are free.
  const scheduled = line(
    rates,
    "schedules",
    "schedules",
    Math.max(0, schedules - rates.of("schedules").free),
  );
  const told = new Set(destinationsIn(config.notify, "gcp").flatMap(({ on }) => on));
  const alerts = [
    line(rates, "alerts", "alerts", alertKinds.filter((kind) => told.has(kind)).length),
    // Only dead letters are a metric; one series is all that there is of them.
    line(rates, "alertPoints", "looks for alerts", told.has("dead-letters") ? monthSeconds / lookSeconds : 0),
  ];
  const atRest = part([
    line(rates, "idleCpu", "CPU kept warm", idleSeconds * cpu),
    line(rates, "idleMemory", "memory kept warm", idleSeconds * gib),
    line(rates, "images", "container image", imageGb),
    scheduled,
    ...alerts,
  ]);

  const listings = listingsOf(assumptions.forecastSeconds + assumptions.deliverySeconds);
  /** Each forecast is taken to have an instance to itself: sharing one only makes it cheaper. */
  const around = (forecasts: number): CostLine[] => [
    line(rates, "requests", "requests", forecasts),
    line(rates, "messages", "Pub/Sub", (forecasts * messageBytes) / bytesPerGib),
    line(rates, "messages", "events", hasEvents(config) ? (forecasts * eventBytes) / bytesPerGib : 0),
    line(rates, "storageWrites", "storage writes", forecasts * writesOf(assumptions.forecastSeconds)),
    line(rates, "storageWrites", "looks for results", forecasts * listings),
    line(rates, "storageReads", "storage reads", forecasts * readsPerForecast),
    line(rates, "storage", "storage", (forecasts * assumptions.forecastBytes) / bytesPerGb),
    line(rates, "logs", "logs", (forecasts * logBytes) / bytesPerGib),
  ];
  const thousand = part([
    line(rates, "cpu", "CPU", 1000 * seconds * cpu),
    line(rates, "memory", "memory", 1000 * seconds * gib),
    ...around(1000),
  ]);

  const hour = part([
    line(rates, "taskCpu", "CPU", 3600 * job.cpu),
    line(rates, "taskMemory", "memory", (3600 * mebibytes(job.memory)) / 1024),
  ]);

  const busySeconds = maxInstances * monthSeconds;
  const mostForecasts = Math.floor((busySeconds / seconds) * concurrency);
  const ceiling = part([
    line(rates, "cpu", "CPU", busySeconds * cpu),
    line(rates, "memory", "memory", busySeconds * gib),
    ...around(mostForecasts),
    line(rates, "images", "container image", imageGb),
    scheduled,
    ...alerts,
  ]);

  return {
    currency: "USD",
    pricesAsOf: priceTable.asOf,
    region,
    tier: rates.tier,
    isRegionKnown: rates.isKnown,
    assumptions,
    atRest,
    perThousandForecasts: thousand,
    perTaskHour: hasJob(config) ? hour : undefined,
    ceiling,
    freeForecasts: Math.floor(
      Math.min(
        rates.of("cpu").free / (seconds * cpu),
        rates.of("memory").free / (seconds * gib),
        rates.of("requests").free,
      ),
    ),
    notCounted,
  };
}

/** Rounded up as it is billed; a hair less than a step is a step. */
const billed = (seconds: number): number =>
  Math.max(1, Math.ceil(Number((seconds / billingStepSeconds).toFixed(6)))) * billingStepSeconds;

function line(rates: Rates, name: PriceName, item: string, quantity: number): CostLine {
  const { unit, usd, source } = rates.of(name);
  return { item, quantity, unit, usd: quantity * usd, source };
}

function part(lines: CostLine[]): CostPart {
  const paid = lines.filter((each) => each.quantity > 0);
  return { usd: paid.reduce((sum, each) => sum + each.usd, 0), lines: paid };
}
