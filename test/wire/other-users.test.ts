// Another user of the same machine, in a process of its own: neither reads nor writes anything of a local cloud.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { accessSync, constants } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TlsAddress } from "../../src/local/wire/tls/tls-port.ts";
import { asOwner } from "../support/as-owner.ts";
import { programOnPath } from "../support/google-tools.ts";
import { startWholeCloud, type WholeCloud } from "../support/whole-cloud.ts";

const nobody = 65_534;
const interpreter = ["/usr/bin/python3", "/usr/local/bin/python3"].find((file) => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
});
const lacks =
  process.platform !== "linux"
    ? "only Linux tells whose a connection is"
    : process.getuid?.() !== 0
      ? "only root may become another user"
      : programOnPath("setpriv") === undefined || interpreter === undefined
        ? "setpriv or python3 is not installed"
        : undefined;

/** What python prints that runs as another user. */
async function asNobody(code: string): Promise<string> {
  const user = [`--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups"];
  const { stdout } = await promisify(execFile)("setpriv", [...user, interpreter!, "-I", "-c", code], {
    cwd: "/",
  });
  return stdout.trim();
}

const heading = `
import http.client, socket, ssl
def ask(method, path, body=None, headers={}, port=PORT, tls=False):
    made = http.client.HTTPSConnection("127.0.0.1", port, context=ssl._create_unverified_context()) if tls else http.client.HTTPConnection("127.0.0.1", port)
    made.request(method, path, body, headers)
    answer = made.getresponse()
    return "%d %s" % (answer.status, answer.read().decode())
`;

describe.skipIf(lacks !== undefined)(`another user (${lacks ?? "by setpriv"})`, () => {
  let cloud: WholeCloud;
  let tls: TlsAddress;
  const python = (code: string) => asNobody(heading.replace("PORT", String(cloud.httpPort)) + code);
  const json = { "content-type": "application/json" };
  const topics = async () =>
    (await (await fetch(`${cloud.httpUrl}/v1/projects/cloud-runner-local/topics`)).json()) as object;

  beforeAll(async () => {
    cloud = await startWholeCloud();
    const opened = await fetch(`${cloud.httpUrl}/_local/tls`, asOwner(cloud, { method: "PUT" }));
    tls = (await opened.json()) as TlsAddress;
    await fetch(`${cloud.httpUrl}/storage/v1/b?project=cloud-runner-local`, {
      method: "POST",
      headers: json,
      body: JSON.stringify({ name: "private" }),
    });
  });
  afterAll(() => cloud.close());

  it.each([
    ["GET", "/storage/v1/b?project=cloud-runner-local"],
    ["POST", "/upload/storage/v1/b/private/o?uploadType=media&name=x"],
    ["PUT", "/v1/projects/cloud-runner-local/topics/theirs"],
    ["POST", "/v2/projects/cloud-runner-local/locations/us-central1/services?serviceId=theirs"],
    ["POST", "/_local/shutdown"],
    // Only `/run/LOCATION/SERVICE` is the front door of Cloud Run, which asks for a token by itself.
    ["GET", "/run/"],
    ["PUT", "/run/object"],
  ])("is refused over HTTP: %s %s", async (method, path) => {
    const said = await python(
      `print(ask(${JSON.stringify(method)}, ${JSON.stringify(path)}, "{}", {"content-type": "application/json"}))`,
    );
    expect(said).toMatch(/^403 This local cloud belongs to another user/);
  });

  it("is refused over TLS", async () => {
    const said = await python(
      `print(ask("GET", "/storage/v1/b?project=cloud-runner-local", port=${tls.port}, tls=True))`,
    );
    expect(said).toMatch(/^403 This local cloud belongs to another user/);
  });

  it("does nothing by hanging up at once, which leaves its connection to nobody", async () => {
    await python(`
for each in range(20):
    made = socket.create_connection(("127.0.0.1", ${cloud.httpPort}))
    made.sendall(b"PUT /v1/projects/cloud-runner-local/topics/theirs HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nContent-Type: application/json\\r\\nContent-Length: 2\\r\\n\\r\\n{}")
    made.close()
`);
    expect(await topics()).toEqual({});
  });

  it("is refused over gRPC, where the same call of this user is carried out", async () => {
    await createTopic((code) => promisify(execFile)(interpreter!, ["-I", "-c", code]), "ours");
    await createTopic(asNobody, "theirs");
    expect(await topics()).toEqual({
      topics: [expect.objectContaining({ name: "projects/cloud-runner-local/topics/ours" })],
    });
  });

  /** Frames by hand: the other user has no client of Google's. */
  const createTopic = (run: (code: string) => Promise<unknown>, id: string) =>
    run(`
import socket
def frame(kind, flags, stream, body):
    return len(body).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + body
def header(name, value):
    return b"\\x00" + bytes([len(name)]) + name.encode() + bytes([len(value)]) + value.encode()
headers = header(":method", "POST") + header(":scheme", "http") + header(":authority", "127.0.0.1")
headers += header(":path", "/google.pubsub.v1.Publisher/CreateTopic")
headers += header("content-type", "application/grpc") + header("te", "trailers")
name = b"projects/cloud-runner-local/topics/${id}"
message = bytes([10, len(name)]) + name
made = socket.create_connection(("127.0.0.1", ${cloud.grpcPort}), 5)
made.sendall(b"PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n" + frame(4, 0, 0, b"") + frame(1, 4, 1, headers))
made.sendall(frame(0, 1, 1, bytes([0]) + len(message).to_bytes(4, "big") + message))
reader = made.makefile("rb")
while True:
    start = reader.read(9)
    reader.read(int.from_bytes(start[:3], "big"))
    # The end of the answer: headers with the flag that ends the stream.
    if start[3] == 1 and start[4] & 1: break
`);

  it("may hear that a local cloud is healthy, and no more", async () => {
    expect(await python(`print(ask("GET", "/_local/health"))`)).toMatch(/^200 /);
  });
});
