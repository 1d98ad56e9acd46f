import { describe, expect, it } from "vitest";
import { CloudError } from "../../../../src/core/errors.ts";
import { startApp } from "../fakes.ts";

const order = (
  manifest: object = { inputs: ["a.csv"], output: "out/{date}/{time}/{file}" },
  more: object = {},
) => ({
  schemaVersion: 1,
  timezone: "Europe/Berlin",
  manifest,
  ...more,
});

function started() {
  const { app, store, lines } = startApp();
  const tick = (time: string | undefined, body: unknown = order(), name = "nightly") =>
    app.request(`/schedules/${name}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(time !== undefined && { "x-cloudscheduler-scheduletime": time }),
      },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  return { tick, store, lines };
}

const object = "schedules/nightly/20251130T040000Z/job.json";

describe("POST /schedules/NAME", () => {
  it("makes the manifest of the tick, named by its instant, with the local date and time of the zone", async () => {
    const { tick, store, lines } = started();
    const response = await tick("2025-11-30T04:00:00Z");
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ kind: "made", object, tick: "2025-11-30T04:00:00.000Z" });
    expect(JSON.parse(store.text("demo-input", object)!)).toEqual({
      inputs: ["a.csv"],
      output: "out/2025-11-30/0500/{file}",
    });
    expect(store.objects.get(`demo-input/${object}`)).toMatchObject({
      contentType: "application/json",
      metadata: { "cloud-runner-schedule": "nightly", "cloud-runner-tick": "2025-11-30T04:00:00.000Z" },
    });
    expect(lines[0]).toMatchObject({ severity: "INFO", message: `Made ${object}` });
  });

  it("makes one of a doubled tick, in whichever zone it is written", async () => {
    const { tick, store } = started();
    await tick("2025-11-30T04:00:00Z");
    for (const again of ["2025-11-30T04:00:00Z", "2025-11-30T05:00:00+01:00", "2025-11-30T04:00:00.000Z"]) {
      expect(await (await tick(again)).json()).toMatchObject({ kind: "made-before", object });
    }
    expect(store.writes).toHaveLength(1);
  });

  it("takes what is run by hand for now, lest it take the place of a tick to come", async () => {
    const { tick } = started();
    const made = (await (await tick("2026-06-01T05:00:00Z")).json()) as { object: string };
    expect(made.object).toMatch(/^schedules\/nightly\/20260101T00000/);
  });

  it("adds what its patterns find then, each once, and no manifest", async () => {
    const { tick, store } = started();
    const names = ["in/a.csv", "in/deep/b.csv", "in/b.txt", "in/", "in/x.job.json", "other.csv"];
    for (const name of names) store.put("demo-input", name, "date,y");
    const asked = order({ inputs: ["other.csv"] }, { patterns: ["in/**/*.csv", "in/{a,x.job}.*", "in/**/"] });
    await tick("2025-11-30T04:00:00Z", asked);
    expect(JSON.parse(store.text("demo-input", object)!)).toEqual({
      inputs: ["other.csv", "in/a.csv", "in/deep/b.csv"],
    });
    // A doubled tick may find more: the first counts.
    store.put("demo-input", "in/c.csv", "date,y");
    expect(await (await tick("2025-11-30T04:00:00Z", asked)).json()).toMatchObject({ kind: "made-before" });
  });

  it("makes nothing where its patterns find nothing, and says so", async () => {
    const { tick, store, lines } = started();
    const response = await tick(
      "2025-11-30T04:00:00Z",
      order({ output: "out/{name}" }, { patterns: ["in/**"] }),
    );
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ kind: "empty", tick: "2025-11-30T04:00:00.000Z" });
    expect(store.writes).toEqual([]);
    expect(lines[0]!.message).toContain("find no object");
  });

  it("leaves a manifest without an output as it is", async () => {
    const { tick, store } = started();
    await tick("2025-11-30T04:00:00Z", order({ inputs: ["a.csv"] }));
    expect(JSON.parse(store.text("demo-input", object)!)).toEqual({ inputs: ["a.csv"] });
  });

  it.each([
    ["no time", undefined, order(), "nightly"],
    ["no such time", "tomorrow", order(), "nightly"],
    ["a body that is no JSON", "2025-11-30T04:00:00Z", "{", "nightly"],
    ["a body of something else", "2025-11-30T04:00:00Z", {}, "nightly"],
    ["no zone", "2025-11-30T04:00:00Z", order({}, { timezone: "Mars/Olympus" }), "nightly"],
    ["no such name", "2025-11-30T04:00:00Z", order(), "Night%20ly"],
  ])("refuses %s", async (_, time, body, name) => {
    const { tick, store, lines } = started();
    expect((await tick(time, body, name)).status).toBe(400);
    expect(store.writes).toHaveLength(0);
    expect(lines[0]).toMatchObject({ severity: "WARNING" });
  });

  it("asks for another try while Storage cannot be reached", async () => {
    const { tick, store } = started();
    store.failure = new CloudError("down", {
      code: "storage.unavailable",
      status: "UNAVAILABLE",
      retryable: true,
    });
    expect((await tick("2025-11-30T04:00:00Z")).status).toBe(503);
    store.failure = undefined;
    expect(await (await tick("2025-11-30T04:00:00Z")).json()).toMatchObject({ kind: "made" });
  });
});
