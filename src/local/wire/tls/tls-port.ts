// The HTTP port once more over TLS, for clients such as gsutil that speak nothing else; opened on demand, then kept.
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Clock } from "../../../core/clock.ts";
import { replaceFileSync } from "../../../core/disk/replace-file.ts";
import { seedProject } from "../../seed-project.ts";
import type { Store } from "../../state/store.ts";
import { isValid, makeIdentity, type Identity } from "./certificate.ts";

export interface TlsAddress {
  port: number;
  /** Configuration file for gsutil, and the certificate in PEM. */
  botoConfig: string;
  certificate: string;
}

interface Options {
  store: Store;
  clock: Clock;
  listener: RequestListener;
}

export function createTlsPort({ store, clock, listener }: Options) {
  const settings = store.collection<{ port: number }>("tls");
  const folder = join(store.folder, "tls");
  const files = {
    key: join(folder, "key.pem"),
    certificate: join(folder, "certificate.pem"),
    botoConfig: join(folder, "boto.cfg"),
  };
  let server: Server | undefined;
  let opening: Promise<TlsAddress> | undefined;

  function kept(): Identity | undefined {
    try {
      const [key, certificate] = [readFileSync(files.key, "utf8"), readFileSync(files.certificate, "utf8")];
      return isValid({ key, certificate }, clock.now()) ? { key, certificate } : undefined;
    } catch {
      return undefined;
    }
  }

  /** Nobody but the user may read them, also while they are being written. */
  function write(file: string, text: string): void {
    writeFileSync(`${file}.new`, text, { mode: 0o600 });
    replaceFileSync(`${file}.new`, file);
  }

  function identity(): Identity {
    const known = kept();
    if (known) return known;
    const made = makeIdentity(clock.now());
    write(files.key, made.key);
    write(files.certificate, made.certificate);
    return made;
  }

  async function start(): Promise<TlsAddress> {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { key, certificate } = identity();
    const started = createServer({ key, cert: certificate, connectionsCheckingInterval: 5000 }, listener);
    started.requestTimeout = 0;
    started.headersTimeout = 20_000;
    const before = settings.get("port")?.port ?? 0;
    await listen(started, before).catch(() => listen(started, 0));
    server = started;
    const { port } = started.address() as AddressInfo;
    settings.put("port", { port });
    write(files.botoConfig, botoConfig(port, folder, files.certificate));
    return { port, botoConfig: files.botoConfig, certificate: files.certificate };
  }

  const open = (): Promise<TlsAddress> => {
    opening ??= start().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };

  return {
    /** Opens the port unless it is open, and keeps it over restarts. */
    open,
    /** Opens it again if it was open in a former process. */
    async reopen() {
      if (settings.get("port")) await open();
    },
    async close() {
      await opening?.catch(() => undefined);
      if (!server) return;
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
}

/** https://cloud.google.com/storage/docs/boto-gsutil */
const botoConfig = (port: number, folder: string, certificate: string): string => `[Credentials]
gs_json_host = 127.0.0.1
gs_json_port = ${port}
gs_host = 127.0.0.1
gs_port = ${port}

[Boto]
https_validate_certificates = True
ca_certificates_file = ${certificate}
num_retries = 2

[GSUtil]
default_project_id = ${seedProject.id}
prefer_api = json
state_dir = ${join(folder, "gsutil")}
software_update_check_period = 0
`;
