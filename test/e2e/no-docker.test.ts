// `up` on Google Cloud from a machine without docker: with credentials that Google takes, and nothing made yet. Google is a
// local cloud behind the names and the certificate of googleapis.com.
import { startGoogleFront, type GoogleFront } from "../support/google-front.ts";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { cliPath } from "../support/project-folder.ts";
import { openStack, type TestStack } from "../support/stack-on-local-cloud.ts";

let stack: TestStack;
let google: GoogleFront;

beforeAll(async () => {
  stack = await openStack();
  google = await startGoogleFront(stack.cloud);
});
afterAll(async () => {
  await google.close();
  await stack.close();
});

async function run(...words: string[]) {
  const folder = join(stack.folder, "without-docker");
  await mkdir(folder, { recursive: true });
  const credentials = join(folder, "credentials.json");
  const user = { type: "authorized_user", client_id: "x", client_secret: "x", refresh_token: "x" };
  await writeFile(credentials, JSON.stringify(user));
  const { exitCode, stdout, stderr } = await execa(process.execPath, [cliPath, ...words], {
    cwd: folder,
    reject: false,
    stdin: "ignore",
    extendEnv: false,
    env: {
      // Nothing is in it.
      PATH: folder,
      HOME: folder,
      NO_COLOR: "1",
      CI: "true",
      CLOUD_RUNNER_TRUST: "1",
      GOOGLE_APPLICATION_CREDENTIALS: credentials,
      NODE_EXTRA_CA_CERTS: process.env["GRPC_DEFAULT_SSL_ROOTS_FILE_PATH"],
      GRPC_DEFAULT_SSL_ROOTS_FILE_PATH: process.env["GRPC_DEFAULT_SSL_ROOTS_FILE_PATH"],
      https_proxy: google.proxy,
      HTTPS_PROXY: google.proxy,
      grpc_proxy: google.proxy,
    },
  });
  return { exitCode, out: `${stdout}\n${stderr}` };
}

it("says so before anything is made, with the command that needs none", async () => {
  const project = stack.ctx.project;
  const refused = await run("up", "--project", project);
  expect(refused.exitCode).toBe(1);
  expect(refused.out).toContain("Docker is not installed, so the container image cannot be built.");
  const again = `cloud-runner up --builder cloud-build --project ${project}`;
  expect(/^Fix: .*: (cloud-runner .*)$/m.exec(refused.out)?.[1]).toBe(again);
  expect(google.sent.map(({ host }) => host)).toContain("storage.googleapis.com");
  const [made] = await (await stack.clients.storage()).getBuckets();
  expect(made).toEqual([]);
  // What it says to run finds docker no longer in the way.
  const planned = await run("plan", "--project", project, "--builder", "cloud-build");
  expect(planned.out).toMatch(/Plan: \d+ to add/);
});
