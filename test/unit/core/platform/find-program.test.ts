// Whether Windows has a program, told on any system.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { mayBeProgram } from "../../../../src/core/platform/find-program.ts";
import { platformOf } from "../../../../src/core/platform/platform.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cloud-runner-program-"));
  await writeFile(join(folder, "gcloud.CMD"), "");
  await writeFile(join(folder, "docker.exe"), "");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const windows = platformOf("win32");
const has = (name: string, env: Record<string, string>, cwd = tmpdir()) =>
  mayBeProgram(name, { env, cwd }, windows);

it("finds programs and scripts on the path, whatever the case of its name", () => {
  const path = { Path: `"C:\\Program Files\\x";"${folder}"` };
  expect(has("gcloud", path)).toBe(true);
  expect(has("docker.exe", path)).toBe(true);
  expect(has("gcloud", { PATH: folder, PATHEXT: ".COM;.CMD" })).toBe(true);
  expect(has("gcloud", { PATH: folder, PATHEXT: ".COM" })).toBe(false);
  expect(has("docker", { PATH: "" })).toBe(false);
});

it("does not take a stranger's program from the folder of work, unless it is named by a path", () => {
  expect(has("docker.exe", { PATH: "" }, folder)).toBe(false);
  expect(has("./docker.exe", { PATH: "" }, folder)).toBe(true);
  expect(has(join(folder, "none"), { PATH: "" })).toBe(false);
});

it("leaves it to other systems to say so", () => {
  expect(mayBeProgram("no-such-program", { env: {}, cwd: "." }, platformOf("darwin"))).toBe(true);
});
