// List prices in USD, as data, compiled from undated copies of the pages below. `docs/live-checklist.md` says how to
// compare them with the billing catalog; whoever does sets `asOf` and the sources.

/** Where a figure is from: `documented` stands in a copy of Google's pages; `recalled` has not been confirmed there. */
type Source = "documented" | "recalled";

interface Price {
  /** USD for one `unit`, in regions of tier 1 and of tier 2. */
  usd: readonly [tier1: number, tier2: number];
  unit: string;
  /** Units free in each month, for all projects of a billing account together. */
  free: number;
  source: readonly [tier1: Source, tier2: Source];
}

export const priceTable = {
  /** Month in which the table was compiled. */
  asOf: "2026-11",
  pages: [
    "https://cloud.google.com/run/pricing",
    "https://cloud.google.com/run/docs/locations",
    "https://cloud.google.com/pubsub/pricing",
    "https://cloud.google.com/storage/pricing",
    "https://cloud.google.com/artifact-registry/pricing",
    "https://cloud.google.com/scheduler/pricing",
    "https://cloud.google.com/stackdriver/pricing",
    "https://cloud.google.com/stackdriver/observability-pricing-examples",
  ],
  prices: {
    /** While a request is handled; billed in steps of 100 ms. */
    cpu: price("vCPU-second", [0.000024, 0.0000336], 180_000, ["documented", "recalled"]),
    memory: price("GiB-second", [0.0000025, 0.0000035], 360_000, ["documented", "recalled"]),
    /** Of an instance that `minInstances` keeps warm, between requests. */
    idleCpu: price("vCPU-second", [0.0000025, 0.0000035], 0, ["recalled", "recalled"]),
    idleMemory: price("GiB-second", [0.0000025, 0.0000035], 0, ["recalled", "recalled"]),
    /** Of a task of a job, from its start to its end, whatever it does. */
    taskCpu: price("vCPU-second", [0.000018, 0.0000216], 240_000, ["documented", "recalled"]),
    taskMemory: price("GiB-second", [0.000002, 0.0000024], 450_000, ["recalled", "recalled"]),
    requests: price("request", [0.4e-6, 0.4e-6], 2_000_000, ["documented", "documented"]),
    /** Published and delivered bytes alike. */
    messages: price("GiB of messages", [40 / 1024, 40 / 1024], 10, ["recalled", "recalled"]),
    /** The dearest common rate; several regions charge 0.020. */
    storage: price("GB-month", [0.023, 0.023], 0, ["recalled", "recalled"]),
    storageWrites: price("operation", [5e-6, 5e-6], 0, ["recalled", "recalled"]),
    storageReads: price("operation", [0.4e-6, 0.4e-6], 0, ["recalled", "recalled"]),
    images: price("GB-month", [0.1, 0.1], 0.5, ["recalled", "recalled"]),
    /** Of alert policies; and what their metrics are asked for, each time that Google looks. */
    alerts: price("condition-month", [0.1, 0.1], 0, ["recalled", "recalled"]),
    alertPoints: price("point", [0.35e-6, 0.35e-6], 0, ["documented", "documented"]),
    schedules: price("job-month", [0.1, 0.1], 3, ["documented", "documented"]),
    logs: price("GiB", [0.5, 0.5], 50, ["recalled", "recalled"]),
  },
  /** https://cloud.google.com/run/docs/locations. A region in neither list is priced as tier 2, the dearer one. */
  regions: {
    tier1: [
      "asia-east1",
      "asia-northeast1",
      "asia-northeast2",
      "europe-north1",
      "europe-southwest1",
      "europe-west1",
      "europe-west4",
      "europe-west8",
      "europe-west9",
      "me-west1",
      "us-central1",
      "us-east1",
      "us-east4",
      "us-east5",
      "us-south1",
      "us-west1",
    ],
    tier2: [
      "africa-south1",
      "asia-east2",
      "asia-northeast3",
      "asia-south1",
      "asia-south2",
      "asia-southeast1",
      "asia-southeast2",
      "australia-southeast1",
      "australia-southeast2",
      "europe-central2",
      "europe-west10",
      "europe-west12",
      "europe-west2",
      "europe-west3",
      "europe-west6",
      "me-central1",
      "me-central2",
      "northamerica-northeast1",
      "northamerica-northeast2",
      "southamerica-east1",
      "southamerica-west1",
      "us-west2",
      "us-west3",
      "us-west4",
    ],
  },
} as const satisfies { prices: Record<string, Price> } & Record<string, unknown>;

export type PriceName = keyof typeof priceTable.prices;

function price(unit: string, usd: Price["usd"], free: number, source: Price["source"]): Price {
  return { usd, unit, free, source };
}

export type Rates = ReturnType<typeof ratesIn>;

/** The prices of one region; `isKnown` is false when the table does not know it. */
export function ratesIn(region: string) {
  const regions: { readonly tier1: readonly string[]; readonly tier2: readonly string[] } =
    priceTable.regions;
  const tier: 1 | 2 = regions.tier1.includes(region) ? 1 : 2;
  return {
    tier,
    isKnown: tier === 1 || regions.tier2.includes(region),
    of(name: PriceName) {
      const { usd, source, ...others }: Price = priceTable.prices[name];
      return { ...others, usd: usd[tier - 1]!, source: source[tier - 1]! };
    },
  };
}
