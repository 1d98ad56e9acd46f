import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { platformOf } from "../../../../src/core/platform/platform.ts";
import {
  checkCredentialsFile,
  credentialsFileOf,
} from "../../../../src/provision/google/credentials-file.ts";

const linux = platformOf("linux");
const windows = platformOf("win32");
const secret = "s3cr3t";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cloud-runner-credentials-"));
});
afterAll(() => rm(folder, { recursive: true }));

const fileWith = async (content: string | object) => {
  const path = join(folder, "key.json");
  await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
};
const check = (path: string, env = {}) =>
  checkCredentialsFile(credentialsFileOf({ GOOGLE_APPLICATION_CREDENTIALS: path, ...env }, linux)!);
const user = { type: "authorized_user", client_id: "c", client_secret: secret, refresh_token: secret };
const federated = {
  type: "external_account",
  audience: "//iam.googleapis.com/x",
  subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
  token_url: "https://sts.googleapis.com/v1/token",
};

describe("the file that credentials are taken from", () => {
  it("is the one that the variable names, else that of gcloud", () => {
    const of = (env: Record<string, string>, platform = linux) => credentialsFileOf(env, platform);
    const name = "application_default_credentials.json";
    expect(of({ GOOGLE_APPLICATION_CREDENTIALS: "a.json", HOME: "/home/ann" })).toMatchObject({
      path: "a.json",
      isNamed: true,
    });
    expect(of({ GOOGLE_APPLICATION_CREDENTIALS: "", HOME: "/home/ann" })).toMatchObject({
      path: `/home/ann/.config/gcloud/${name}`,
      isNamed: false,
    });
    expect(of({ CLOUDSDK_CONFIG: "/g", HOME: "/home/ann" })?.path).toBe(`/g/${name}`);
    expect(of({ APPDATA: String.raw`C:\Users\ann` }, windows)?.path).toBe(
      String.raw`C:\Users\ann\gcloud` + `\\${name}`,
    );
    expect(of({})).toBeUndefined();
  });

  it.each<[string, object, object?]>([
    ["a user", user],
    ["a service account", { type: "service_account", client_email: "a@b", private_key: secret }],
    ["what may be another's", { ...federated, credential_source: { url: "http://169.254.169.254/" } }],
    [
      "a program that may run",
      { ...federated, credential_source: { executable: { command: "/bin/token" } } },
      { GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES: "1" },
    ],
  ])("may be of %s", async (_, content, env = {}) => {
    await expect(check(await fileWith(content), env)).resolves.toBeUndefined();
  });

  it.each<[string, string | object, string]>([
    ["nothing", " \n", "it is empty."],
    ["no JSON", `{ "private_key": "${secret}`, "it holds no JSON object."],
    ["a list", "[1]", "it holds no JSON object."],
    ["a bare key", `-----BEGIN PRIVATE KEY-----\n${secret}`, "it is a bare key"],
    ["JSON as PowerShell writes it", `\uFEFF${JSON.stringify(user)}`, "byte order mark"],
    ["another type", { type: "made_up", key: secret }, 'its "type" is none of authorized_user'],
    ["no type", { client_email: "a@b" }, 'its "type" is none of'],
    ["less than it takes", { ...user, refresh_token: "" }, "it lacks refresh_token, which"],
    ["an application", { installed: { client_secret: secret } }, "the client of an application"],
    [
      "a token that is gone",
      { ...federated, credential_source: { file: "/no/such/token" } },
      "/no/such/token",
    ],
    [
      "a program that may not run",
      { ...federated, credential_source: { executable: { command: "/bin/token" } } },
      "GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES=1 must allow",
    ],
  ])("is said to be of no use where it holds %s, without what is secret in it", async (_, content, why) => {
    const error = (await check(await fileWith(content)).catch((thrown: unknown) => thrown)) as Error;
    expect(error).toMatchObject({ code: "auth.credentials-file", exitCode: 4 });
    expect(error.message).toContain(why);
    expect(JSON.stringify([error, error.message, error.cause])).not.toContain(secret);
  });

  it("is said not to be there, with how to go on without it", async () => {
    await expect(check("~/key.json")).rejects.toMatchObject({
      message:
        "GOOGLE_APPLICATION_CREDENTIALS names ~/key.json: there is no such file. A shell does not replace ~ between quotes.",
      details: ["While the variable is set, no other login counts."],
      fix: expect.stringMatching(
        /unset GOOGLE_APPLICATION_CREDENTIALS; gcloud auth application-default login$/,
      ) as string,
    });
    await mkdir(join(folder, "keys"));
    await expect(check(join(folder, "keys"))).rejects.toMatchObject({
      message: `GOOGLE_APPLICATION_CREDENTIALS names ${join(folder, "keys")}: it is no file.`,
    });
    // Where nobody has logged in by gcloud there is nothing to complain of: a metadata server may answer.
    await checkCredentialsFile(credentialsFileOf({ HOME: folder }, linux)!);
  });

  it.skipIf(process.geteuid?.() === 0)(
    "is said to be another's (skipped for root, who may read all)",
    async () => {
      const path = await fileWith(user);
      const { chmod } = await import("node:fs/promises");
      await chmod(path, 0);
      await expect(check(path)).rejects.toThrow(/: you may not read it\.$/);
      await chmod(path, 0o600);
    },
  );
});
