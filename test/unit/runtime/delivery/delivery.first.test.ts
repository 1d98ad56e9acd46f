// What `predict` uploads has a name that comes once, so its first delivery needs no look at what stands beside it.
import { expect, it } from "vitest";
import { reportName, resultMetadata, uploadPrefix } from "../../../../src/core/contract.ts";
import { envelope, predicted, rejected, startApp } from "../fakes.ts";

const [input, output] = ["demo-input", "demo-output"];
const content = "id,date,y\na,2026-01-01,1\nb,2026-01-01,1\n";
const name = `${uploadPrefix("20260102-030405-a1b2c3d4")}a.csv`;

/** The app with an input that is announced, and the names in the output bucket that were asked for. */
function start({ attempt = 1, of = name, attributes = {} as Record<string, string> } = {}) {
  const app = startApp();
  const { generation } = app.store.put(input, of, content, { generation: "6" });
  const looks: string[] = [];
  const { store } = app;
  const stat = store.stat.bind(store);
  store.stat = (bucket, object, ...more) => {
    if (bucket === output) looks.push(object);
    return stat(bucket, object, ...more);
  };
  const push = envelope(of, generation, attributes);
  const resource = { bucket: input, name: of, generation, size: `${content.length}` };
  const data = Buffer.from(JSON.stringify(resource)).toString("base64");
  const body = { ...push, message: { ...push.message, data }, deliveryAttempt: attempt };
  return { ...app, looks, deliver: () => app.post(body) };
}

const answer = (generation: string) => ({
  metadata: { [resultMetadata.inputBucket]: input, [resultMetadata.inputGeneration]: generation },
});

it("is answered without a look", async () => {
  const { deliver, looks, store } = start();
  expect(await (await deliver()).json()).toEqual({ kind: "predicted", object: name });
  expect(looks).toEqual([]);
  expect(store.text(output, name)).toContain("date,prediction");
});

it.each([
  ["a later delivery", { attempt: 2 }],
  ["an upload over an older one", { attributes: { overwroteGeneration: "5" } }],
])("is looked for before and after the forecast: %s", async (_, how) => {
  const { deliver, looks } = start(how);
  expect((await deliver()).status).toBe(200);
  expect(looks).toHaveLength(5);
});

it("is looked for before the forecast alone under a name of the user's own", async () => {
  const { deliver, looks } = start({ of: "predict/a.csv" });
  expect((await deliver()).status).toBe(200);
  expect(looks).toEqual(["predict/a.csv", reportName("predict/a.csv")]);
});

it("takes a report away that outlived an input of the user's own", async () => {
  const { deliver, store } = start({ of: "mine/a.csv" });
  store.put(output, "mine/a.csv.error.json", "{}", answer("5"));
  expect((await deliver()).status).toBe(200);
  expect(store.text(output, "mine/a.csv.error.json")).toBeUndefined();
});

it("replaces an answer that outlived an input of the user's own", async () => {
  const { deliver, store, forecaster } = start({ of: "mine/a.csv" });
  store.put(output, "mine/a.csv", "of an input that was deleted", answer("5"));
  expect((await deliver()).status).toBe(200);
  expect(store.text(output, "mine/a.csv")).toContain("date,prediction");
  expect(forecaster.jobs).toHaveLength(1);
});

it("replaces no answer that is there after all, and takes a report of an older upload away", async () => {
  const { deliver, store, forecaster } = start();
  store.put(output, name, "of an older upload", answer("5"));
  store.put(output, `${name}.error.json`, "{}", answer("5"));
  expect((await deliver()).status).toBe(200);
  expect(store.text(output, name)).toContain("date,prediction");
  expect(store.text(output, `${name}.error.json`)).toBeUndefined();
  expect(forecaster.jobs).toHaveLength(1);
});

it("leaves the answer of a doubled delivery as it is", async () => {
  const { deliver, store } = start();
  store.put(output, name, "there", answer("6"));
  expect((await deliver()).status).toBe(204);
  expect(store.text(output, name)).toBe("there");
});

it("has the report on its series beside it", async () => {
  const { deliver, store, forecaster } = start();
  forecaster.readsSeries = true;
  const fault = { code: "csv.too-short", message: "Too short.", fix: "Add rows." } as const;
  forecaster.answer = () =>
    predicted("date,prediction\n", [], {
      count: 2,
      failed: [{ id: { id: "b" }, fallback: null, ...fault }],
    });
  expect((await deliver()).status).toBe(200);
  expect(store.writes.map((object) => object.name)).toEqual([`${name}.series.json`, name]);
});

it("is reported when it can never work", async () => {
  const { deliver, store, forecaster } = start();
  forecaster.answer = () => rejected;
  expect(await (await deliver()).json()).toMatchObject({ kind: "rejected" });
  expect(store.text(output, `${name}.error.json`)).toContain("csv.value-not-a-number");
});
