import { readFileSync } from "node:fs";
import Ajv from "ajv";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { configSchema, parseConfig } from "../../../src/core/config.ts";

const schema = JSON.parse(
  readFileSync(new URL("../../../schema/cloud-runner.schema.json", import.meta.url), "utf8"),
) as { properties: Record<string, object> };
const isValid = new Ajv().compile(schema);

/** Whether the tool itself takes it. */
const isTaken = (config: unknown): boolean => configSchema.safeParse(config).success;

describe("the JSON Schema that is shipped", () => {
  it.each([
    [{}, true],
    [{ $schema: "./cloud-runner.schema.json", name: "sales", target: "gcp", project: "my-project" }, true],
    [{ service: { cpu: 2, memory: "2Gi" }, forecast: { horizon: 28, model: "ets" } }, true],
    [{ model: "./my-model.ts", artifacts: ["gs://models"] }, true],
    [{ servise: {} }, false],
    [{ service: { cpus: 2 } }, false],
    [{ service: { cpu: 3 } }, false],
    [{ service: { memory: "2GB" } }, false],
    [{ delivery: { maxDeliveryAttempts: 4 } }, false],
    [{ target: "aws" }, false],
    [{ model: "../my-model.ts" }, false],
    [{ forecast: { horizon: [1] } }, false],
    [{ labels: { Team: "sales" } }, false],
    [{ model: "./my-model.ts", image: `a@sha256:${"0".repeat(64)}` }, false],
  ])("judges %j as the tool does", (config, valid) => {
    expect(isTaken(config)).toBe(valid);
    expect(isValid(config)).toBe(valid);
  });

  it("is the one that the tool checks by, with examples that it takes", () => {
    const made = z.toJSONSchema(configSchema, { io: "input", target: "draft-7" });
    expect(schema).toEqual(JSON.parse(JSON.stringify(made)));
    const examples = Object.entries(schema.properties).flatMap(([name, setting]) =>
      ((setting as { examples?: unknown[] }).examples ?? []).map((example) => ({ [name]: example })),
    );
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) expect(isTaken(example)).toBe(true);
  });

  it("describes every setting", () => {
    interface Setting {
      description?: string;
      properties?: Record<string, Setting>;
    }
    const settingsOf = (properties: Record<string, Setting>, path = ""): [string, Setting][] =>
      Object.entries(properties).flatMap(([name, setting]): [string, Setting][] => [
        [`${path}${name}`, setting],
        ...settingsOf(setting.properties ?? {}, `${path}${name}.`),
      ]);
    const settings = settingsOf(schema.properties);
    expect(settings.length).toBeGreaterThan(20);
    expect(settings.filter(([, { description }]) => !description).map(([path]) => path)).toEqual([]);
  });
});

it("lists every problem with its path", () => {
  expect(() => parseConfig({ service: { cpu: 3 }, regin: "x" }, "cloud-runner.json")).toThrow(
    expect.objectContaining({
      details: [
        "service.cpu: must be 1, 2, 4, 6 or 8",
        'There is no setting "regin"; did you mean "region"?',
      ],
    }) as Error,
  );
});

describe("a network", () => {
  const parse = (vpc: object) => parseConfig({ service: { vpc } }, "test").service.vpc;

  it.each([
    { network: "net" },
    { subnetwork: "projects/host/regions/europe-west1/subnetworks/sub", tags: ["a"] },
    { connector: "projects/p/locations/europe-west1/connectors/c" },
  ])("may be %j, for private addresses where nothing else is said", (vpc) => {
    expect(parse(vpc)).toMatchObject({ ...vpc, egress: "private-ranges-only" });
  });

  it.each([
    { egress: "all-traffic" },
    { connector: "c", network: "net" },
    { connector: "c", tags: ["a"] },
    { network: "Net" },
  ])("may not be %j", (vpc) => {
    expect(() => parse(vpc)).toThrow("not a valid configuration");
  });
});
