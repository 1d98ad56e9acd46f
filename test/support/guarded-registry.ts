// A registry that asks for an account: a door in front of one that asks for none.
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { encoded, type Credentials } from "../../src/provision/image/docker-engine.ts";

export interface GuardedRegistry {
  host: string;
  /** How many requests came with the right account, and with another or none. */
  admitted: number;
  refused: number;
  close(): Promise<void>;
}

export async function guardRegistry(upstream: string, credentials: Credentials): Promise<GuardedRegistry> {
  const expected = `Basic ${encoded(credentials)}`;
  const server = createServer((incoming, outgoing) => {
    if (incoming.headers.authorization !== expected) {
      registry.refused += 1;
      incoming.resume();
      outgoing.writeHead(401, {
        "www-authenticate": 'Basic realm="test"',
        "content-type": "application/json",
      });
      outgoing.end(
        JSON.stringify({ errors: [{ code: "UNAUTHORIZED", message: "authentication required" }] }),
      );
      return;
    }
    registry.admitted += 1;
    // The host stays as it was asked for, so that the registry's own addresses lead through this door too.
    const { method, url, headers } = incoming;
    const forwarded = request(`http://${upstream}${url}`, { method: method!, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on("error", () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const registry: GuardedRegistry = {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    admitted: 0,
    refused: 0,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return registry;
}
