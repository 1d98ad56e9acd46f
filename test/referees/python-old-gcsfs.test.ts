// An app with a gcsfs that knows nothing of emulators, unchanged on the local cloud; beside it a sitecustomize of the user's own.
import { writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { installPython, type ForeignClient } from "../support/foreign-clients.ts";
import { createProjectFolder, type ProjectFolder } from "../support/project-folder.ts";

const app = `
import base64, json, os, sys
from http.server import BaseHTTPRequestHandler, HTTPServer
import gcsfs

class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        envelope = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        data = json.loads(base64.b64decode(envelope["message"]["data"]))
        files = gcsfs.GCSFileSystem()
        with files.open(f"gs://{data['bucket']}/{data['name']}", "rt") as source:
            last = source.read().strip().split(",")[-1]
        folder = f"{os.environ['OUTPUT_BUCKET']}/{os.path.dirname(data['name'])}"
        files.pipe(f"{folder}/scratch", b"x" * 6_000_000)
        files.get(f"{folder}/scratch", "scratch")
        assert os.path.getsize("scratch") == 6_000_000
        files.rm(f"{folder}/scratch")
        with files.open(f"{os.environ['OUTPUT_BUCKET']}/{data['name']}", "w") as result:
            result.write(f"date,prediction\\n{sys.modules['sitecustomize'].__doc__},{last}\\n")
        self.send_response(204)
        self.end_headers()

HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
`;

let client: ForeignClient;
let folder: ProjectFolder;
beforeAll(async () => {
  client = await installPython("gcsfs==0.8.0", "fsspec==2021.7.0");
  folder = await createProjectFolder();
}, 300_000);
afterEach(() => void vi.unstubAllEnvs());
afterAll(async () => {
  await folder.remove();
  await client.close();
});

it("reads and writes where the local cloud is", async (context) => {
  context.skip(client.lacks !== undefined, client.lacks);
  await writeFile(join(client.folder, "sitecustomize.py"), '"""mine"""\n');
  vi.stubEnv("PYTHONPATH", [client.folder, join(client.folder, "packages")].join(delimiter));
  await folder.file("main.py", app);
  await folder.file("cloud-runner.json", JSON.stringify({ command: ["python3", "main.py", "$PORT"] }));
  const data = await folder.file("data.csv", "date,y\n2025-01-01,1\n2025-01-02,42\n");
  await folder.up();
  const { files } = await folder.json<{ files: { output: string }[] }>("predict", data, "--timeout", "90s");
  expect(files).toMatchObject([{ status: "ok", rows: 1 }]);
  expect(await folder.run("predict", data, "-o", "-", "--timeout", "90s")).toMatchObject({
    stdout: "date,prediction\nmine,42",
  });
}, 300_000);
