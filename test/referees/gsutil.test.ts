// gsutil, which speaks nothing but TLS, against the local cloud as `up --tls` opens it.
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TlsAddress } from "../../src/local/wire/tls/tls-port.ts";
import { asOwner } from "../support/as-owner.ts";
import { programOnPath, runTool } from "../support/google-tools.ts";
import { startWholeCloud, type WholeCloud } from "../support/whole-cloud.ts";

const program = programOnPath("gsutil");

describe.skipIf(program === undefined)("gsutil (skipped where it is not installed)", () => {
  let cloud: WholeCloud;
  let folder: string;
  let environment: Record<string, string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "gsutil-"));
    cloud = await startWholeCloud();
    const opened = await fetch(`${cloud.httpUrl}/_local/tls`, asOwner(cloud, { method: "PUT" }));
    const { botoConfig } = (await opened.json()) as TlsAddress;
    environment = {
      BOTO_CONFIG: botoConfig,
      CLOUDSDK_CONFIG: folder,
      CLOUDSDK_AUTH_DISABLE_CREDENTIALS: "true",
      CLOUDSDK_CORE_DISABLE_USAGE_REPORTING: "true",
      CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK: "1",
      CLOUDSDK_CORE_CHECK_GCE_METADATA: "false",
    };
  });
  afterAll(async () => {
    await cloud.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function gsutil(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await runTool(program!, args, environment);
    expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
    return stdout;
  }

  it("makes a bucket, copies both ways, lists, shows and removes", async () => {
    await gsutil("mb", "gs://over-tls");
    expect(await gsutil("ls")).toContain("gs://over-tls/");
    // gsutil changes to a resumable upload at 8 MiB.
    const large = randomBytes(9 * 1024 * 1024);
    await writeFile(join(folder, "large.bin"), large);
    await writeFile(join(folder, "small.csv"), "date,value\n");
    await gsutil("cp", join(folder, "large.bin"), join(folder, "small.csv"), "gs://over-tls/in/");
    expect(await gsutil("ls", "-l", "gs://over-tls/in/")).toContain("gs://over-tls/in/small.csv");
    expect(await gsutil("cat", "gs://over-tls/in/small.csv")).toBe("date,value\n");
    await gsutil("cp", "gs://over-tls/in/large.bin", join(folder, "back.bin"));
    expect((await readFile(join(folder, "back.bin"))).equals(large)).toBe(true);
    await gsutil("rm", "gs://over-tls/in/**");
    expect(cloud.reported).toEqual([]);
  });
});
