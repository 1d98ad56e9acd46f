// Deliveries that tell others of their answers, on fakes.
import { describe, expect, it } from "vitest";
import { CloudError } from "../../../../src/core/errors.ts";
import { envelope, FakeTopic, rejected, startApp } from "../fakes.ts";

const input = "demo-input";
const output = "demo-output";

const refused = (retryable: boolean) =>
  new CloudError("Pub/Sub could not publish", {
    code: retryable ? "events.unavailable" : "events.refused",
    status: retryable ? "UNAVAILABLE" : "NOT_FOUND",
    retryable,
  });

function start() {
  const topic = new FakeTopic();
  const { post, ...app } = startApp({}, undefined, topic);
  const deliver = (name: string, generation: string, deliveryAttempt = 1) =>
    post({ ...envelope(name, generation), deliveryAttempt });
  const told = () =>
    topic.messages.map(({ attributes, data }) => ({
      id: attributes["ce-id"],
      type: attributes["ce-type"]!.split(".").at(-1),
      body: JSON.parse(data) as Record<string, unknown>,
    }));
  return { ...app, topic, deliver, told };
}

describe("an answer", () => {
  it("is announced once it stands", async () => {
    const { store, topic, deliver, told } = start();
    const { generation } = store.put(input, "a.csv", "date,y\n");
    const standing: (string | undefined)[] = [];
    topic.beforePublish = () => standing.push(store.text(output, "a.csv"));
    expect((await deliver("a.csv", generation)).status).toBe(200);
    expect(standing).toEqual(["date,prediction\n2026-01-01,1\n"]);
    expect(told()).toMatchObject([
      { type: "completed", body: { rows: 14, seconds: expect.closeTo(0, 0) as number } },
    ]);
  });

  it("that is a failure is announced with its code", async () => {
    const { store, forecaster, topic, deliver, told } = start();
    forecaster.answer = () => rejected;
    const { generation } = store.put(input, "a.csv", "date,y\n");
    await deliver("a.csv", generation);
    expect(told()).toMatchObject([
      { type: "failed", body: { error: { code: "csv.value-not-a-number", line: 3 } } },
    ]);
    expect(topic.messages[0]!.attributes["ce-code"]).toBe("csv.value-not-a-number");
  });

  it("is announced to nobody where there is no topic", async () => {
    const { store, push } = startApp();
    const { generation } = store.put(input, "a.csv", "date,y\n");
    expect((await push("a.csv", generation)).status).toBe(200);
  });

  it("that nobody could be told of is announced by the next delivery, without a second forecast", async () => {
    for (const answer of ["prediction", "rejection"]) {
      const { store, forecaster, topic, deliver, told, lines } = start();
      if (answer === "rejection") forecaster.answer = () => rejected;
      const { generation } = store.put(input, "a.csv", "date,y\n");
      topic.beforePublish = () => {
        throw refused(true);
      };
      expect((await deliver("a.csv", generation)).status).toBe(503);
      // What has come of it is in the log all the same.
      expect(lines.map(({ outcome }) => outcome)).toContain(
        answer === "rejection" ? "rejected" : "predicted",
      );
      topic.beforePublish = () => {};
      expect((await deliver("a.csv", generation, 2)).status).toBe(204);
      expect(forecaster.jobs).toHaveLength(1);
      expect(told().map(({ id }) => id)).toEqual([
        `demo-input/a.csv#${generation}:${answer === "rejection" ? "failed" : "completed"}`,
      ]);
    }
  });

  it("of a delivery that died before it could tell is announced by the next one as it would have been", async () => {
    const { store, deliver, told } = start();
    const { generation } = store.put(input, "a.csv", "date,y\n");
    await deliver("a.csv", generation);
    await deliver("a.csv", generation, 2);
    const [first, second, ...others] = told();
    const { seconds: _once, ...body } = first!.body;
    expect(second).toEqual({ ...first, body });
    expect(others).toEqual([]);
  });

  it("is left unannounced in the end, or at once where no delivery helps, but never lost", async () => {
    for (const { attempt, retryable } of [
      { attempt: 10, retryable: true },
      { attempt: 1, retryable: false },
    ]) {
      const { store, topic, deliver, lines } = start();
      const { generation } = store.put(input, "a.csv", "date,y\n");
      topic.beforePublish = () => {
        throw refused(retryable);
      };
      expect((await deliver("a.csv", generation, attempt)).status).toBe(200);
      expect(store.text(output, "a.csv")).toBeDefined();
      expect(lines).toContainEqual(
        expect.objectContaining({
          severity: "ERROR",
          message: expect.stringContaining("Told nobody") as string,
        }),
      );
    }
  });

  it("to a newer upload is not announced as that to an older one", async () => {
    const { store, deliver, told } = start();
    const { generation } = store.put(input, "a.csv", "date,y\n");
    await deliver("a.csv", generation);
    await deliver("a.csv", String(Number(generation) - 1), 2);
    expect(told()).toHaveLength(1);
  });

  it("to a manifest is announced with all of its inputs, the second time too", async () => {
    const { store, deliver, told } = start();
    store.put(input, "job-data/a.csv", "date,y\n");
    const manifest = { inputs: ["job-data/a.csv", "job-data/none.csv"], output: "out/{name}" };
    const { generation } = store.put(input, "nightly.job.json", JSON.stringify(manifest));
    await deliver("nightly.job.json", generation);
    const first = told();
    expect(first.map(({ type }) => type)).toEqual(["completed", "failed", "completed"]);
    await deliver("nightly.job.json", generation, 2);
    expect(told().map(({ id }) => id)).toEqual([...first, ...first].map(({ id }) => id));
  });

  it("comes through a storm of refusals, lost answers and doubled deliveries, always by one id", async () => {
    const { store, forecaster, topic, deliver, told } = start();
    // A fixed sequence that looks like chance.
    let seed = 7;
    const chance = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
    forecaster.answer = () => rejected;
    const names = Array.from({ length: 60 }, (_, index) => `${index}.csv`);
    const generations = names.map((name) => store.put(input, name, "date,y\n").generation);
    let isLost = false;
    topic.beforePublish = () => {
      if (chance() < 0.4) throw refused(true);
      isLost = chance() < 0.2;
    };
    const publish = topic.publish.bind(topic);
    topic.publish = async (messages) => {
      await publish(messages);
      if (isLost) throw refused(true);
    };
    for (const [index, name] of names.entries()) {
      let status = 503;
      for (let attempt = 1; status === 503; attempt++) {
        ({ status } = await deliver(name, generations[index]!, Math.min(attempt, 9)));
      }
      if (chance() < 0.2) await deliver(name, generations[index]!, 2);
    }
    const ids = new Set(told().map(({ id }) => id));
    expect(ids).toEqual(
      new Set(names.map((name, index) => `demo-input/${name}#${generations[index]}:failed`)),
    );
    expect(forecaster.jobs).toHaveLength(names.length);
  });
});
