import { expect, it } from "vitest";
import { keepLoopbackDirect } from "../../../../src/library/local-cloud/proxy.ts";

it.each([
  ["nothing", {}, "127.0.0.1,localhost"],
  ["hosts of the user", { NO_PROXY: "intranet, .corp" }, "intranet,.corp,127.0.0.1,localhost"],
  ["hosts in lower case", { no_proxy: "intranet" }, "intranet,127.0.0.1,localhost"],
  ["both", { NO_PROXY: "a,localhost", no_proxy: "b" }, "a,localhost,b,127.0.0.1"],
])("adds this machine to %s", (_, env: Record<string, string | undefined>, expected) => {
  keepLoopbackDirect(env);
  expect(env).toEqual({ NO_PROXY: expected, no_proxy: expected });
});
