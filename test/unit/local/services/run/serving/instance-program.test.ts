// What Python loads first in a container of the user's own.
import { afterEach, describe, expect, it, vi } from "vitest";
import { platformOf } from "../../../../../../src/core/platform/platform.ts";
import {
  commandLineOf,
  type Program,
} from "../../../../../../src/local/services/run/serving/instance-program.ts";

const python = "/state/python";
const inProcess: Program = { as: "process", folder: "/app", command: ["python3", "app.py"], python };
const inDocker: Program = { as: "docker", image: "example.com/app", args: [], python };
const lineOf = (program: Program, environment: Record<string, string> = {}) =>
  commandLineOf(program, { id: "a", port: 8080, memoryBytes: 1, environment }, platformOf("linux"));

afterEach(() => void vi.unstubAllEnvs());

describe("the folder of what Python loads first", () => {
  it("comes before the modules of the user's", () => {
    vi.stubEnv("PYTHONPATH", "/mine");
    expect(lineOf(inProcess).env["PYTHONPATH"]).toBe("/state/python:/mine");
    expect(lineOf(inProcess, { PYTHONPATH: "/said" }).env["PYTHONPATH"]).toBe("/state/python:/said");
    vi.stubEnv("PYTHONPATH", undefined);
    expect(lineOf(inProcess).env["PYTHONPATH"]).toBe(python);
  });

  it("is brought into docker, but where the configuration names another", () => {
    expect(lineOf(inDocker).args.join(" ")).toContain(`source=${python},target=`);
    expect(lineOf(inDocker, { PYTHONPATH: "/said" }).args.join(" ")).not.toContain(python);
  });

  it("is left out where the user says so", () => {
    vi.stubEnv("CLOUD_RUNNER_OLD_GCSFS", "0");
    vi.stubEnv("PYTHONPATH", "/mine");
    expect(lineOf(inProcess).env["PYTHONPATH"]).toBe("/mine");
    expect(lineOf(inDocker).args.join(" ")).not.toContain(python);
  });
});
