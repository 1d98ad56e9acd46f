// Which user is at the other end of a connection on this machine. Linux tells who owns each socket; elsewhere nobody can say,
// and the secret alone guards. https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html
import type { Socket } from "node:net";
import { socketTable } from "../../../core/platform/proc.ts";
import { ownUserId } from "../../../core/platform/this-platform.ts";

export interface Connection {
  remoteAddress?: string | undefined;
  remotePort?: number | undefined;
  localAddress?: string | undefined;
  localPort?: number | undefined;
}

/** A table of sockets. @throws Error where there is none */
export type ReadTable = (name: "tcp" | "tcp6") => string;

const root = 0;

/** Whether it comes from another user than `uid` and root. Whoever has hung up already is nobody to answer either. */
export function isForeign(connection: Connection, uid: number, read: ReadTable = socketTable): boolean {
  const { remoteAddress, remotePort, localAddress, localPort } = connection;
  // It was closed before it could be looked at.
  if (!remoteAddress || !remotePort || !localAddress || !localPort) return true;
  const [theirs, ours] = [
    [remoteAddress, remotePort],
    [localAddress, localPort],
  ] as const;
  try {
    const table = read("tcp");
    const owner = ownerIn(table, theirs, ours) ?? ownerIn(read("tcp6"), theirs, ours, mapped);
    // A table that does not even have our own end tells nothing.
    if (owner === undefined) return ownerIn(table, ours, theirs) !== undefined;
    // Once its process has closed a socket, nobody owns it, and it is listed as if root did.
    return owner.inode === "0" || (owner.uid !== uid && owner.uid !== root);
  } catch {
    return false;
  }
}

type End = readonly [address: string, port: number];

/** Of the socket whose own end is `from`. */
function ownerIn(
  table: string,
  from: End,
  to: End,
  form: (address: number[]) => number[] = (bytes) => bytes,
) {
  const written = ([address, port]: End): string =>
    `${hex(form(address.split(".").map(Number)))}:${port.toString(16).padStart(4, "0").toUpperCase()}`;
  const at = table.indexOf(`${written(from)} ${written(to)} `);
  if (at === -1) return undefined;
  // After both ends: state, queues, timer, retransmits, user, time-out, inode.
  const fields = table.slice(at, table.indexOf("\n", at)).split(/\s+/);
  return { uid: Number(fields[6]), inode: fields[8] };
}

/** As clients that speak IPv6, Java's among them, reach 127.0.0.1. */
const mapped = (bytes: number[]): number[] => [...Array<number>(10).fill(0), 255, 255, ...bytes];

/** The kernel prints words as the processor has them. */
const hex = (bytes: number[]): string =>
  [...new Uint32Array(Uint8Array.from(bytes).buffer)]
    .map((word) => word.toString(16).padStart(8, "0").toUpperCase())
    .join("");

/**
 * Asks once for each connection. The kernel walks all places of its table of sockets for an answer, which takes some
 * milliseconds on a large machine: so nobody is looked up who sends the secret.
 */
export function createPeerCheck(): (connection: Socket) => boolean {
  const uid = ownUserId();
  const known = new WeakMap<Socket, boolean>();
  return (connection) => {
    const before = known.get(connection);
    if (before !== undefined) return before;
    const answer = uid !== undefined && isForeign(connection, uid);
    known.set(connection, answer);
    return answer;
  };
}
