// A line to the local cloud that breaks off in the middle of a body, whichever way that goes.
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export interface CuttingLine {
  httpUrl: string;
  /** Breaks off each of the next connections once so many bytes have gone that way. */
  cutAfter(way: "up" | "down", ...bytes: number[]): void;
  /** How many bytes have gone that way. */
  carried: { up: number; down: number };
  close(): Promise<void>;
}

export async function startCuttingLine(port: number): Promise<CuttingLine> {
  const cuts: { way: "up" | "down"; bytes: number }[] = [];
  const carried = { up: 0, down: 0 };
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    const end = () => void (near.destroy(), far.destroy());
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", end).on("close", end);
    }
    const carry = (way: "up" | "down", from: Socket, to: Socket) =>
      from.on("data", (piece) => {
        carried[way] += piece.length;
        const [cut] = cuts;
        if (cut?.way === way && (cut.bytes -= piece.length) <= 0) {
          cuts.shift();
          return end();
        }
        if (to.write(piece)) return undefined;
        from.pause();
        return to.once("drain", () => from.resume());
      });
    carry("up", near, far);
    carry("down", far, near);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    httpUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cutAfter: (way, ...bytes) => void cuts.push(...bytes.map((each) => ({ way, bytes: each }))),
    carried,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
