// One background process per folder: found again, replaced when stale, apart from other folders.
import { statSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import {
  createProjectFolder,
  endProcess,
  eventually,
  isAlive,
  type ProjectFolder,
} from "../support/project-folder.ts";
import { dailySeries } from "../support/series.ts";

const folders: ProjectFolder[] = [];

async function createFolder(): Promise<ProjectFolder> {
  const folder = await createProjectFolder();
  folders.push(folder);
  return folder;
}

afterAll(async () => {
  for (const folder of folders) await folder.remove();
});

/** Brought up by the first test that has it; each leaves it up for the next. */
let folder: ProjectFolder;

it("keeps two project folders apart", async () => {
  const [one, two] = [await createFolder(), await createFolder()];
  await Promise.all(
    [one, two].map(async (folder) => expect((await folder.run("up", "--yes")).exitCode).toBe(0)),
  );
  expect(one.cloud().pid).not.toBe(two.cloud().pid);
  expect((await one.run("down", "--yes")).exitCode).toBe(0);
  await two.file("data.csv", dailySeries());
  expect((await two.run("predict", "data.csv")).exitCode).toBe(0);
});

it("is started once by two commands at the same time", async () => {
  folder = await createFolder();
  const results = await Promise.all([folder.run("up", "--yes"), folder.run("up", "--yes")]);
  expect(results.map((result) => result.exitCode)).toEqual([0, 0]);
  expect((await folder.run("plan", "--detailed-exitcode")).exitCode).toBe(0);
});

it("is started again by the next command after it was killed", async () => {
  const { pid } = folder.cloud();
  endProcess(pid);
  await eventually("the process to end", 5_000, () => (isAlive(pid) ? undefined : true));
  await folder.file("data.csv", dailySeries());
  expect((await folder.run("predict", "data.csv")).exitCode).toBe(0);
  expect(folder.cloud().pid).not.toBe(pid);
});

it("takes another port when its own was taken meanwhile, and up corrects the addresses", async () => {
  const { pid, httpPort } = folder.cloud();
  endProcess(pid);
  await eventually("the process to end", 5_000, () => (isAlive(pid) ? undefined : true));
  const squatter = await eventually("the port to be given back", 5_000, () => listenOn(httpPort));
  try {
    await folder.up();
    expect(folder.cloud().httpPort).not.toBe(httpPort);
    await folder.file("later.csv", dailySeries());
    expect((await folder.run("predict", "later.csv")).exitCode).toBe(0);
    expect((await folder.run("plan", "--detailed-exitcode")).exitCode).toBe(0);
  } finally {
    squatter.close();
  }
});

/** A server on that port, or undefined while it is still taken. */
function listenOn(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

it("does not trust a stale file that names a foreign process", async () => {
  const cloud = folder.cloud();
  endProcess(cloud.pid);
  await eventually("the process to end", 5_000, () => (isAlive(cloud.pid) ? undefined : true));
  const file = join(folder.path, ".cloud-runner", "cloud.json");
  await writeFile(file, JSON.stringify({ ...cloud, pid: process.pid }));
  expect((await folder.run("status")).exitCode).toBe(0);
  expect(folder.cloud().pid).not.toBe(process.pid);
});

it("runs without a stack, is found in the list, and keeps what is in it when it is stopped", async () => {
  const folder = await createFolder();
  const started = await folder.json<{ http: string; environment: Record<string, string> }>("local", "start");
  expect(started.environment["GOOGLE_STORAGE_CUSTOM_ENDPOINT"]).toBe(`${started.http}/storage/v1/`);
  const { pid } = folder.cloud();
  expect((await folder.run("local", "start")).stderr).toContain(`runs already: process ${pid}`);
  expect(await folder.run("local", "start", "--project", "mine-12345")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("Leave out --project") as string,
  });
  expect((await folder.run("outputs", "--env")).stderr).toContain("cloud-runner local start --env");
  const listed = await folder.json<{ clouds: { folder: string; pid: number }[] }>("local", "list");
  expect(listed.clouds).toContainEqual(expect.objectContaining({ folder: folder.path, pid }));
  await fetch(`${started.http}/storage/v1/b?project=cloud-runner-local`, {
    method: "POST",
    body: JSON.stringify({ name: "kept-bucket" }),
  });

  expect((await folder.run("local", "stop")).exitCode).toBe(0);
  expect(isAlive(pid)).toBe(false);
  const stopped = await folder.run("local", "status", "--env");
  expect(stopped).toMatchObject({ exitCode: 1, stdout: "" });
  const again = await folder.json<{ status: string; http: string }>("local", "start");
  expect(again).toMatchObject({ status: "running", http: started.http });
  expect((await fetch(`${again.http}/storage/v1/b/kept-bucket`)).status).toBe(200);
  const database = join(folder.path, ".cloud-runner", "state.sqlite");
  for (const path of [database, join(folder.path, ".cloud-runner", "cloud.json")])
    expect(statSync(path).mode & 0o077).toBe(0);
  expect((await folder.run("down", "--yes")).exitCode).toBe(0);
  expect((await folder.json<{ status: string }>("local", "status")).status).toBe("absent");
});
