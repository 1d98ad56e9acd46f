// A second revision, a canary, and the way back, as a user types it.
import { afterAll, beforeAll, expect, it } from "vitest";
import { createProjectFolder, type ProjectFolder } from "../support/project-folder.ts";

interface Rollout {
  revision: string;
  created: boolean;
  moved: boolean;
  proof?: { by: string };
  traffic: { revision: string; percent: number }[];
}

let folder: ProjectFolder;
let first: string;

const configure = (forecast: object) => folder.file("cloud-runner.json", JSON.stringify({ forecast }));

beforeAll(async () => {
  folder = await createProjectFolder();
  await folder.up();
});
afterAll(() => folder.remove());

it("deploys a canary, proven by a request, and then all of it", async () => {
  const unchanged = await folder.json<Rollout>("deploy");
  expect(unchanged).toMatchObject({ created: false, moved: false });
  first = unchanged.revision;
  await configure({ horizon: 7 });
  const canary = await folder.json<Rollout>("deploy", "--traffic", "10");
  expect(canary).toMatchObject({
    created: true,
    proof: { by: "request" },
    traffic: [
      { revision: first, percent: 90 },
      { revision: canary.revision, percent: 10 },
    ],
  });
  // Nothing differs any more: the canary gets the rest.
  const { exitCode, stdout } = await folder.run("deploy");
  expect(exitCode).toBe(0);
  expect(stdout).toContain(`100 %  ${canary.revision}`);
});

it("rolls back, shows that in the plan, and up says that it undoes it", async () => {
  const back = await folder.json<Rollout>("rollback");
  expect(back).toMatchObject({ moved: true, traffic: [{ revision: first, percent: 100 }] });
  const { revisions } = await folder.json<{ revisions: { name: string; percent: number }[] }>(
    "revisions",
    "list",
  );
  expect(revisions.map(({ percent }) => percent)).toEqual([0, 100]);
  const planned = await folder.run("plan", "--detailed-exitcode");
  expect(planned.exitCode).toBe(5);
  expect(planned.stdout).toContain(`traffic: "${first} 100 %" -> "latest 100 % (${revisions[0]!.name})"`);
  const up = await folder.run("up", "--yes");
  expect(up.exitCode).toBe(0);
  expect(up.stderr).toContain(`Traffic is held at ${first} 100 %`);
});
