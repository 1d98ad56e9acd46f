// A container of the user's own on the local cloud, started by its command: it knows nothing of this tool, has no /ready,
// reads and writes by name, and ends with its cloud.
import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import {
  createProjectFolder,
  endProcess,
  eventually,
  isAlive,
  type ProjectFolder,
} from "../support/project-folder.ts";

/** As small as such a server may be: a forecast of what it is asked for by name, then 204. */
const server = `
import { spawn } from "node:child_process";
import { createServer } from "node:http";
const { PORT, OUTPUT_BUCKET, STORAGE_EMULATOR_HOST: storage } = process.env;
const child = spawn("sleep", ["600"], { stdio: "inherit" });
console.log(JSON.stringify({ message: "started", names: Object.keys(process.env), pids: [process.pid, child.pid] }));
createServer(async (request, response) => {
  if (request.method !== "POST") return response.writeHead(404).end();
  let body = "";
  for await (const part of request) body += part;
  const { bucket, name } = JSON.parse(Buffer.from(JSON.parse(body).message.data, "base64"));
  const at = (path) => storage + path;
  const input = await fetch(at("/storage/v1/b/" + bucket + "/o/" + encodeURIComponent(name) + "?alt=media"));
  const rows = (await input.text()).trim().split("\\n").length - 1;
  const query = "?uploadType=media&name=" + encodeURIComponent(name);
  const content = "date,prediction\\n2026-01-01," + rows + "\\n";
  await fetch(at("/upload/storage/v1/b/" + OUTPUT_BUCKET + "/o" + query), { method: "POST", body: content });
  response.writeHead(204).end();
}).listen(Number(PORT));
`;

let folder: ProjectFolder;

beforeAll(async () => {
  folder = await createProjectFolder();
  await folder.file("server.mjs", server);
  await folder.file("cloud-runner.json", '{ "command": ["node", "server.mjs", "--port=$PORT"] }');
  await folder.file("data.csv", "date,y\n2025-01-01,1\n2025-01-02,2\n");
});
afterEach(() => void vi.unstubAllEnvs());
afterAll(() => folder.remove());

const predictions = () => readFileSync(`${folder.path}/data.forecast.csv`, "utf8");

interface Started {
  names: string[];
  pids: number[];
}

/** What the newest instance wrote when it started. */
async function started(): Promise<Started> {
  const { stdout } = await folder.run("logs", "--json");
  const entries = stdout.split("\n").map((line) => JSON.parse(line) as Partial<Started>);
  return entries.findLast(({ names }) => names !== undefined) as Started;
}

it("forecasts, in an environment without anything of the user's", async () => {
  vi.stubEnv("MY_SECRET", "x");
  vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", "/home/me/key.json");
  await folder.up();
  const { files } = await folder.json<{ files: object[] }>("predict", "data.csv");
  expect(files).toMatchObject([{ status: "ok", rows: 1, model: "" }]);
  expect(predictions()).toBe("date,prediction\n2026-01-01,2\n");
  const { names } = await started();
  expect(names).toEqual(
    expect.arrayContaining(["PORT", "OUTPUT_BUCKET", "PUBSUB_EMULATOR_HOST", "K_REVISION"]),
  );
  expect(names).not.toContain("MY_SECRET");
  expect(names).not.toContain("GOOGLE_APPLICATION_CREDENTIALS");
  const status = await folder.json<{ resources: { state: string }[] }>("status");
  expect(status.resources.filter(({ state }) => state !== "ok")).toEqual([]);
});

it("is a new revision when its sources change, and says that only its port was looked at", async () => {
  await folder.file("server.mjs", `${server}// changed\n`);
  const { rows } = await folder.json<{ rows: { action: string }[] }>("plan");
  expect(rows.filter(({ action }) => action !== "noop")).toMatchObject([
    { id: "service", changes: [{ path: "template.image" }] },
  ]);
  const [former] = (await started()).pids;
  const deployed = await folder.json<{ proof: object }>("deploy");
  expect(deployed).toMatchObject({ created: true, proof: { by: "condition" } });
  await folder.json("predict", "data.csv", "--force");
  await eventually("the former instance to end", 10_000, () => !isAlive(former!) || undefined);
});

it("ends with all of its processes when the local cloud is killed", async () => {
  const { pids } = await started();
  expect(pids.map(isAlive)).toEqual([true, true]);
  endProcess(folder.cloud().pid);
  await eventually("its processes to end", 10_000, () => !pids.some(isAlive) || undefined);
});
