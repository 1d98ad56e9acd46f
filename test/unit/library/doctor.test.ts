import { describe, expect, it } from "vitest";
import { machineChecks, type Machine } from "../../../src/library/doctor/machine.ts";
import { runDoctor } from "../../../src/library/doctor/doctor.ts";
import { runChecks, type Finding } from "../../../src/provision/checks/finding.ts";
import { fakeExec, type Answer } from "../../support/fake-exec.ts";
import { fakeContext, fakeIo, virtualClock } from "../cli/support.ts";

async function machine(over: Partial<Machine> = {}): Promise<Record<string, Finding>> {
  const checks = machineChecks({
    nodeVersion: "24.1.0",
    execPath: "/usr/bin/node",
    wantedNode: ">=22.18",
    target: "gcp",
    builder: "docker",
    localCloud: undefined,
    exec: docker("linux/amd64"),
    ...over,
  });
  const signal = new AbortController().signal;
  const findings = await runChecks(checks, { clock: virtualClock(), limitMs: 12_000, signal });
  return Object.fromEntries(findings.map((finding) => [finding.id, finding]));
}

const docker = (engine: Answer, buildx: Answer = "github.com/docker/buildx v0.20.0") =>
  fakeExec({
    "docker version --format '{{.Server.Os}}/{{.Server.Arch}}'": engine,
    "docker buildx version": buildx,
  }).exec;

describe("this machine", () => {
  it.each([
    ["24.1.0", "ok"],
    ["22.18.0", "ok"],
    ["22.17.9", "failed"],
    ["20.20.2", "failed"],
  ])("with Node %s is %s", async (nodeVersion, outcome) => {
    expect((await machine({ nodeVersion }))["node"]!.outcome).toBe(outcome);
  });

  it("needs no docker where Cloud Build makes the image", async () => {
    const { docker: found } = await machine({ builder: "cloud-build", exec: fakeExec({}).exec });
    expect(found).toMatchObject({ outcome: "notApplicable", detail: "Cloud Build makes the image" });
  });

  const missing = { exitCode: 1, stderr: "unknown command" };
  it.each([
    ["an engine", docker("linux/amd64\n"), "ok", "linux/amd64, BuildKit"],
    [
      "another architecture",
      docker("linux/arm64"),
      "ok",
      "linux/arm64, BuildKit; images are built for linux/amd64",
    ],
    [
      "another architecture without BuildKit",
      docker("linux/arm64", missing),
      "warning",
      "linux/arm64, the classic builder, which may ignore that Cloud Run needs linux/amd64",
    ],
    [
      "Windows containers",
      docker("windows/amd64"),
      "failed",
      "windows/amd64, BuildKit; the image needs Linux",
    ],
    ["no docker", docker({ missing: true }), "failed", "not installed"],
    [
      "a stopped engine",
      docker({ exitCode: 1, stderr: "Cannot connect to the Docker daemon" }),
      "failed",
      "no engine answers: Cannot connect to the Docker daemon",
    ],
    [
      "an engine of others",
      docker({ exitCode: 1, stderr: "permission denied while trying to connect" }),
      "failed",
      "the engine refuses this user",
    ],
  ])("with %s", async (_, exec, outcome, detail) => {
    expect((await machine({ exec }))["docker"]).toMatchObject({ outcome, detail });
  });

  it("needs no docker for the local cloud, and says how that one does", async () => {
    const cloud = { pid: 7, httpPort: 4000, grpcPort: 4001, secret: "s", buildId: "b", startedAt: "" };
    const exec = docker(() => {
      throw new Error("not to be asked");
    });
    const on = (localCloud: Machine["localCloud"]) => machine({ target: "local", exec, localCloud });
    expect((await on({ status: "running", cloud }))["docker"]!.outcome).toBe("notApplicable");
    expect((await on({ status: "running", cloud }))["local-cloud"]!.detail).toBe("process 7, port 4000");
    expect((await on({ status: "outdated", cloud }))["local-cloud"]!.outcome).toBe("warning");
    expect((await on({ status: "absent" }))["local-cloud"]!.outcome).toBe("notApplicable");
  });
});

it("starts nothing in a folder where nothing is up", async () => {
  const { ok, findings } = await runDoctor(fakeContext(fakeIo({ cwd: "/nowhere" })));
  expect(ok).toBe(true);
  expect(findings.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
    "node ok",
    "docker notApplicable",
    "local-cloud notApplicable",
    "cloud notApplicable",
  ]);
});
