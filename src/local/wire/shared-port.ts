// The port of gRPC, which also answers REST: some clients of Pub/Sub's emulator speak HTTP/1 to PUBSUB_EMULATOR_HOST.
import { createServer, type AddressInfo, type Socket } from "node:net";
import { after, type Clock } from "../../core/clock.ts";

interface Options {
  /** 0 takes a free one. */
  port: number;
  clock: Clock;
  /** Take over a connection. */
  http1: (connection: Socket) => void;
  http2: (connection: Socket) => void;
}

/** What every HTTP/2 connection begins with; no method of HTTP/1 begins with the same three letters. */
const preface = Buffer.from("PRI");
/** Somebody who connects and says nothing does not stay. */
const silenceMs = 30_000;

export async function openSharedPort({ port, clock, http1, http2 }: Options) {
  const undecided = new Set<Socket>();
  const server = createServer((connection) => {
    undecided.add(connection);
    const decided = new AbortController();
    const end = (): void => {
      undecided.delete(connection);
      decided.abort();
    };
    connection.on("error", end);
    connection.on("close", end);
    after(clock, silenceMs, decided.signal, () => connection.destroy());
    let first = Buffer.alloc(0);
    connection.on("data", function look(chunk: Buffer) {
      first = Buffer.concat([first, chunk]);
      const isPrefix = preface.subarray(0, first.length).equals(first.subarray(0, preface.length));
      // Too little to tell.
      if (isPrefix && first.length < preface.length) return;
      connection.off("data", look);
      connection.off("error", end);
      connection.off("close", end);
      end();
      connection.pause();
      connection.unshift(first);
      // A session of HTTP/2 reads what has arrived, and then from the system; it must not be read from here any more.
      if (isPrefix) http2(connection);
      else {
        http1(connection);
        connection.resume();
      }
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    /** Takes no more connections; those that were handed over are for others to close. */
    close() {
      for (const connection of undecided) connection.destroy();
      server.close();
    },
  };
}
