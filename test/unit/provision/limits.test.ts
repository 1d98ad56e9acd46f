import { describe, expect, it } from "vitest";
import type { ConfigInput } from "../../../src/core/config.ts";
import type { ConfigError } from "../../../src/core/errors.ts";
import { checkLimits } from "../../../src/provision/limits.ts";
import { config, names } from "./support.ts";

function problems(input: ConfigInput): readonly string[] {
  try {
    checkLimits(config(input), names(input));
    return [];
  } catch (error) {
    return (error as ConfigError).details;
  }
}

describe("checkLimits", () => {
  it("accepts the defaults", () => {
    expect(problems({})).toEqual([]);
  });

  const cases: [string, ConfigInput, string[]][] = [
    [
      "too little memory",
      { service: { memory: "256Mi" } },
      ["service.memory: 256Mi is not between 512Mi and 32Gi"],
    ],
    ["exactly 4Gi on one CPU", { service: { memory: "4Gi" } }, []],
    [
      "over 4Gi on one CPU",
      { service: { memory: "4097Mi" } },
      ["service.cpu: memory over 4Gi needs at least 2 CPUs, not 1"],
    ],
    [
      "over 24Gi on six CPUs",
      { service: { memory: "25Gi", cpu: 6 } },
      ["service.cpu: memory over 24Gi needs at least 8 CPUs, not 6"],
    ],
    ["four CPUs with 1Gi", { service: { cpu: 4 } }, ["service.memory: 4 CPUs need at least 2Gi, not 1Gi"]],
    [
      "more at least than at most",
      { service: { minInstances: 3, maxInstances: 2 } },
      ["service.minInstances: 3 is over maxInstances, 2"],
    ],
  ];
  it.each(cases)("%s", (_title, input, expected) => {
    expect(problems(input)).toEqual(expected);
  });

  it("lists all problems at once", () => {
    expect(
      problems({ name: "google-a", service: { cpu: 8, memory: "512Mi", minInstances: 20 } }),
    ).toHaveLength(8);
  });

  it("refuses forecast defaults that no environment variable can hold", () => {
    expect(problems({ forecast: { note: "x".repeat(40_000) } })[0]).toContain("forecast");
  });
});
