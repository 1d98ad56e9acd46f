import { describe, expect, it } from "vitest";
import { envelope, rejected, startApp, unavailable } from "./fakes.ts";

describe("POST /", () => {
  it.each([
    ["text that claims to be JSON", "{"],
    ["a message without attributes", { message: { data: "e30=", messageId: "1" } }],
    ["a message without an object", envelope("", "5")],
    ["a generation that is no number", envelope("a.csv", "latest")],
  ])("drops %s with an error in the log, since a refusal would bring it back", async (_, body) => {
    const { post, lines } = startApp();
    expect((await post(body)).status).toBe(204);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ severity: "ERROR", code: "message.malformed" });
  });

  it("keeps the id of a malformed message in the log, in either spelling", async () => {
    const { post, lines } = startApp();
    await post({ message: { message_id: "42" } });
    expect(lines[0]!["logging.googleapis.com/labels"]).toEqual({ messageId: "42" });
  });

  it.each([
    ["JSON without a message", "[]", "application/json", 400],
    ["an object without a message", "{}", "application/json", 400],
    ["a message that is no object", '{"message":"hello"}', "application/json", 400],
    ["a form", "a=1", "application/x-www-form-urlencoded", 415],
    ["no content type", "{}", "", 415],
  ])("refuses what does not come from Pub/Sub: %s", async (_, body, type, status) => {
    const { post, lines } = startApp();
    const response = await post(body, { "content-type": type });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code: `http.${status}` } });
    expect(lines[0]).toMatchObject({ severity: "WARNING" });
  });

  it("refuses a body larger than any message of Pub/Sub, whether or not it says its length", async () => {
    const { app, post } = startApp();
    const large = "x".repeat(17 * 1024 * 1024);
    expect((await post(large, { "content-length": String(large.length) })).status).toBe(413);
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1024 * 1024;
        controller.enqueue(new Uint8Array(1024 * 1024));
      },
    });
    const init = {
      method: "POST",
      body: endless,
      duplex: "half",
      headers: { "content-type": "application/json" },
    };
    expect((await app.request("/", init as RequestInit)).status).toBe(413);
    expect(sent).toBeLessThan(20 * 1024 * 1024);
  });

  it.each(["GET", "PUT", "DELETE", "PATCH"])(
    "refuses the method %s and says which is right",
    async (method) => {
      const { app, lines } = startApp();
      const response = await app.request("/", { method });
      expect(response.status).toBe(405);
      expect(response.headers.get("allow")).toBe("POST");
      expect(await response.json()).toMatchObject({ error: { code: "http.405" } });
      expect(lines).toMatchObject([{ severity: "WARNING" }]);
    },
  );

  it("is not led astray by an envelope that names the parts of every object", async () => {
    const { store, forecaster, post } = startApp();
    const { generation } = store.put("demo-input", "__proto__", "date,y\n", {
      metadata: JSON.parse('{"forecast-__proto__":"x","forecast-constructor":"y"}') as Record<string, string>,
    });
    const body = JSON.stringify(envelope("__proto__", generation)).replace(
      "{",
      '{"__proto__":{"message":1},',
    );
    expect((await post(body)).status).toBe(200);
    expect(forecaster.jobs[0]!.parameters["constructor"]).toBe("y");
    expect(({} as Record<string, unknown>)["message"]).toBeUndefined();
  });

  it("accepts a content type with a character set", async () => {
    const { post } = startApp();
    const response = await post(envelope("folder/", "5"), {
      "content-type": "application/json; charset=utf-8",
    });
    expect(response.status).toBe(204);
  });

  it("logs trace, input, generation and message id on every line of a delivery, and no token", async () => {
    const { store, post, lines } = startApp();
    const { generation } = store.put("demo-input", "a.csv", "date,y\n");
    await post(envelope("a.csv", generation), {
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      authorization: "Bearer very-secret",
    });
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) {
      expect(line).toMatchObject({
        "logging.googleapis.com/trace": "projects/demo/traces/0af7651916cd43dd8448eb211c80319c",
        "logging.googleapis.com/spanId": "b7ad6b7169203331",
        "logging.googleapis.com/trace_sampled": true,
        "logging.googleapis.com/labels": { input: "a.csv", generation, messageId: "77" },
      });
    }
    expect(lines.at(-1)).toMatchObject({
      outcome: "predicted",
      deliveryAttempt: 2,
      durationMs: expect.any(Number),
    });
    expect(JSON.stringify(lines)).not.toContain("very-secret");
  });
});

describe("what becomes of a delivery", () => {
  it.each([
    ["folder/", /^Ignored folder\/: /],
    ["gone.csv", /^Nothing to do for gone.csv: this generation was replaced or deleted$/],
  ])("is said in the log, and 204 to Pub/Sub, for %s", async (name, message) => {
    const { push, lines } = startApp();
    const response = await push(name, "5");
    expect([response.status, await response.text()]).toEqual([204, ""]);
    expect(lines.at(-1)!.message).toMatch(message);
  });

  it("is not done twice, and says which generation is answered", async () => {
    const { store, push, lines } = startApp();
    const { generation } = store.put("demo-input", "a.csv", "date,y\n");
    const first = await push("a.csv", generation);
    expect(await first.json()).toEqual({ kind: "predicted", object: "a.csv" });
    expect(lines.at(-1)!.message).toBe("Wrote the forecast a.csv");
    expect((await push("a.csv", generation)).status).toBe(204);
    expect(lines.at(-1)!.message).toBe(`Nothing to do for a.csv: a.csv answers generation ${generation}`);
  });

  it("is a report where the input can never work", async () => {
    const { store, forecaster, push, lines } = startApp();
    const { generation } = store.put("demo-input", "a.csv", "date,y\n");
    forecaster.answer = () => rejected;
    const response = await push("a.csv", generation);
    expect([response.status, await response.json()]).toEqual([
      200,
      { kind: "rejected", object: "a.csv.error.json", code: "csv.value-not-a-number" },
    ]);
    expect(lines.at(-1)!.message).toBe("Wrote the error report a.csv.error.json (csv.value-not-a-number)");
  });

  it("is another try where the fault may pass, and says nothing of a bug", async () => {
    const { store, forecaster, push, lines } = startApp();
    const { generation } = store.put("demo-input", "a.csv", "date,y\n");
    forecaster.answer = () => {
      throw new TypeError("a bug");
    };
    const bug = await push("a.csv", generation);
    expect([bug.status, await bug.json()]).toEqual([
      500,
      { error: { code: "unexpected", message: "Internal error." } },
    ]);
    expect(lines.at(-1)).toMatchObject({ severity: "ERROR", message: "Unexpected: a bug" });
    store.failure = unavailable;
    const passing = await push("a.csv", generation);
    expect([passing.status, await passing.json()]).toEqual([
      503,
      { error: { code: "storage.unavailable", message: unavailable.message } },
    ]);
    expect(lines.at(-1)!.message).toBe(`Will be tried again: ${unavailable.message}`);
  });
});

describe("the other routes", () => {
  it("is alive from the first moment, and ready once a worker is warm", async () => {
    const { app, readiness } = startApp();
    readiness.value = false;
    expect((await app.request("/health")).status).toBe(200);
    const starting = await app.request("/ready");
    expect([starting.status, await starting.json()]).toEqual([503, { status: "starting" }]);
    readiness.value = true;
    expect((await app.request("/ready")).status).toBe(200);
  });

  it("answers 404 in JSON", async () => {
    const { app } = startApp();
    const response = await app.request("/nothing");
    expect([response.status, await response.json()]).toEqual([
      404,
      { error: { code: "http.not-found", message: "There is nothing here." } },
    ]);
  });
});

describe("draining", () => {
  it("finishes what is under way and takes nothing new", async () => {
    const { app, store, forecaster, drain, push } = startApp();
    const { generation } = store.put("demo-input", "a.csv", "date,y\n");
    const fit = Promise.withResolvers<void>();
    const works = forecaster.answer;
    forecaster.answer = async (job) => {
      await fit.promise;
      return works(job);
    };
    const first = push("a.csv", generation);
    await expect.poll(() => forecaster.jobs.length).toBe(1);

    let idle = false;
    const drained = drain.start().then(() => (idle = true));
    const refused = await push("a.csv", generation);
    expect(refused.status).toBe(503);
    expect(await refused.json()).toEqual({
      error: { code: "http.503", message: "This instance is stopping." },
    });
    expect((await app.request("/ready")).status).toBe(503);
    expect((await app.request("/health")).status).toBe(200);
    expect([drain.underWay, idle]).toEqual([1, false]);

    fit.resolve();
    expect((await first).status).toBe(200);
    await drained;
    expect(drain.underWay).toBe(0);
  });

  it("is over at once when nothing is under way", async () => {
    const { drain } = startApp();
    await drain.start();
    expect(drain.isDraining).toBe(true);
  });
});
