import { describe, expect, it } from "vitest";
import type { ConfigInput } from "../../../../src/core/config.ts";
import { estimateCost, usualAssumptions } from "../../../../src/provision/cost/estimate.ts";
import { priceTable, ratesIn } from "../../../../src/provision/cost/price-table.ts";
import { config } from "../support.ts";

const estimate = (input: ConfigInput = {}, forecastSeconds = 5) =>
  estimateCost(config(input), { ...usualAssumptions, forecastSeconds });

const usd = (part: ReturnType<typeof estimate>["atRest"], ...items: string[]) =>
  part.lines.filter(({ item }) => items.includes(item)).reduce((sum, line) => sum + line.usd, 0);

describe("schedules", () => {
  it("cost nothing up to three, and ten cents a month each from then on", () => {
    const costs = [0, 3, 4, 10].map((count) => {
      const { atRest, ceiling } = estimateCost(config({}), usualAssumptions, count);
      return [usd(atRest, "schedules"), usd(ceiling, "schedules")];
    });
    expect(costs).toEqual([
      [0, 0],
      [0, 0],
      [0.1, 0.1],
      [expect.closeTo(0.7, 9), expect.closeTo(0.7, 9)],
    ]);
  });
});

describe("alerts", () => {
  const atRestOf = (notify: ConfigInput["notify"], target: "local" | "gcp" = "gcp") => {
    const { atRest, ceiling } = estimate({ target, project: "some-project", notify });
    const of = (part: typeof atRest) => usd(part, "alerts", "looks for alerts");
    expect(of(ceiling)).toBe(of(atRest));
    return of(atRest);
  };

  it("cost ten cents a month for each kind that is told, and what looking at dead letters takes", () => {
    expect(atRestOf([])).toBe(0);
    const looks = ((31 * 86_400) / 30) * 0.35e-6;
    expect(atRestOf(["ops@example.com", "https://example.com/x"])).toBeCloseTo(0.3 + looks, 9);
    expect(atRestOf([{ to: "ops@example.com", on: ["failed-forecasts"] }])).toBeCloseTo(0.1, 9);
  });

  it("cost nothing where Google Cloud is told to tell nobody", () => {
    expect(atRestOf(["./alerts.jsonl"], "local")).toBe(0);
  });
});

describe("a forecast", () => {
  const twoByTwo = { service: { cpu: 2, memory: "2Gi" } } as const;

  it.each([
    ["us-central1", 0.00318],
    ["europe-west3", 0.004452],
  ])("of 60 s on 2 CPUs and 2 GiB in %s costs $%f of computing", (region, expected) => {
    const { perThousandForecasts } = estimate({ ...twoByTwo, region }, 60);
    expect(usd(perThousandForecasts, "CPU", "memory") / 1000).toBeCloseTo(expected, 9);
  });

  it.each([
    [0.1, 0.1],
    [0.11, 0.2],
    [0.3, 0.3],
    [1.01, 1.1],
  ])("of %f s is billed as %f s", (seconds, billed) => {
    const { perThousandForecasts } = estimate({}, seconds);
    expect(usd(perThousandForecasts, "CPU")).toBeCloseTo(billed * 1000 * 0.000024, 9);
  });

  it("counts requests, messages, storage and logs too", () => {
    const { perThousandForecasts } = estimate();
    expect(perThousandForecasts.lines.map(({ item }) => item)).toEqual([
      "CPU",
      "memory",
      "requests",
      "Pub/Sub",
      "events",
      "storage writes",
      "looks for results",
      "storage reads",
      "storage",
      "logs",
    ]);
    expect(usd(perThousandForecasts, "requests")).toBeCloseTo(0.0004, 9);
    expect(usd(perThousandForecasts, "events")).toBeCloseTo(0.000056, 6);
    const { lines } = estimate({ events: { enabled: false } }).perThousandForecasts;
    expect(lines.map(({ item }) => item)).not.toContain("events");
  });
});

describe("a task of the job", () => {
  it.each([
    ["us-central1", 0.1296 + 0.0144],
    ["europe-west3", 0.15552 + 0.01728],
  ])("of 2 CPUs and 2 GiB costs in %s $%f an hour, whatever it does", (region, expected) => {
    expect(estimate({ region }).perTaskHour!.usd).toBeCloseTo(expected, 9);
  });

  it("costs nothing at rest, and is not there for a container of one's own", () => {
    expect(estimate({ job: { cpu: 8, memory: "32Gi" } }).atRest).toEqual(estimate().atRest);
    expect(estimate({ command: ["run"] }).perTaskHour).toBeUndefined();
    expect(estimate({ job: { enabled: false } }).perTaskHour).toBeUndefined();
  });
});

describe("at rest", () => {
  it("only the image is paid for when instances scale to zero", () => {
    const { atRest } = estimate();
    expect(atRest.lines.map(({ item }) => item)).toEqual(["container image"]);
    expect(atRest.usd).toBeCloseTo(0.01, 9);
  });

  it("warm instances are paid for all month at the idle rate", () => {
    const { atRest } = estimate({ service: { minInstances: 2, cpu: 2, memory: "4Gi" } });
    expect(usd(atRest, "CPU kept warm", "memory kept warm")).toBeCloseTo(
      2 * 31 * 86_400 * (2 * 0.0000025 + 4 * 0.0000025),
      6,
    );
  });
});

describe("the ceiling", () => {
  it("is every instance busy for the longest month", () => {
    const { ceiling } = estimate();
    expect(usd(ceiling, "CPU", "memory")).toBeCloseTo(10 * 31 * 86_400 * 0.0000265, 6);
    expect(ceiling.usd).toBeGreaterThan(usd(ceiling, "CPU", "memory"));
  });

  it("grows with the instances allowed, and is never below rest", () => {
    const small = estimate({ service: { maxInstances: 1, minInstances: 1 } });
    const large = estimate({ service: { maxInstances: 2, minInstances: 1 } });
    expect(large.ceiling.usd).toBeGreaterThan(small.ceiling.usd);
    expect(small.ceiling.usd).toBeGreaterThan(small.atRest.usd);
  });

  it("counts as many requests as concurrency lets in", () => {
    const requests = (concurrency: number) => usd(estimate({ service: { concurrency } }).ceiling, "requests");
    expect(requests(4)).toBeCloseTo(requests(1) * 4, 6);
  });
});

it("says how many forecasts the free tier covers", () => {
  // 180,000 vCPU-seconds at 5 s, and 360,000 GiB-seconds when memory is what runs out first.
  expect(estimate().freeForecasts).toBe(36_000);
  expect(estimate({ service: { memory: "4Gi", cpu: 1 } }).freeForecasts).toBe(18_000);
});

it.each([
  ["us-central1", 1, true],
  ["europe-west3", 2, true],
  ["mars-north1", 2, false],
])("takes %s for tier %i", (region, tier, isKnown) => {
  expect(ratesIn(region)).toMatchObject({ tier, isKnown });
});

it("knows no region twice, and asks no less in tier 2 than in tier 1", () => {
  const { tier1, tier2 } = priceTable.regions;
  expect(new Set([...tier1, ...tier2]).size).toBe(tier1.length + tier2.length);
  for (const { usd } of Object.values(priceTable.prices)) expect(usd[1]).toBeGreaterThanOrEqual(usd[0]);
});
