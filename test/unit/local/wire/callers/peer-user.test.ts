import { endianness } from "node:os";
import { describe, expect, it } from "vitest";
import { isForeign } from "../../../../../src/local/wire/callers/peer-user.ts";

const loopback = endianness() === "LE" ? "0100007F" : "7F000001";
const mapped = endianness() === "LE" ? "FFFF0000" : "0000FFFF";
const connection = {
  remoteAddress: "127.0.0.1",
  remotePort: 0xabcd,
  localAddress: "127.0.0.1",
  localPort: 0x1f90,
};

const heading =
  "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
const row = (from: string, to: string, uid: number, inode: number): string =>
  `   7: ${from} ${to} 01 00000000:00000000 00:00000000 00000000 ${String(uid).padStart(5)}        0 ${inode} 1 0000000000000000 20 4 30 10 -1\n`;
const ours = row(`${loopback}:1F90`, `${loopback}:ABCD`, 1000, 41);
const theirs = (uid: number, inode: number) => row(`${loopback}:ABCD`, `${loopback}:1F90`, uid, inode);

const judged = (tcp: string, tcp6 = "") =>
  isForeign(connection, 1000, (name) => heading + (name === "tcp" ? tcp : tcp6));

describe("a connection", () => {
  it.each<[string, boolean, string, string?]>([
    ["of the same user", false, ours + theirs(1000, 42)],
    ["of root", false, ours + theirs(0, 42)],
    ["of another user", true, ours + theirs(1001, 42)],
    ["whose process has closed it, which is listed as root's", true, ours + theirs(0, 0)],
    ["whose other end is no more", true, ours],
    [
      "of another user who speaks IPv6",
      true,
      ours,
      row(`0000000000000000${mapped}${loopback}:ABCD`, `0000000000000000${mapped}${loopback}:1F90`, 1001, 42),
    ],
    [
      "of the same user who speaks IPv6",
      false,
      ours,
      row(`0000000000000000${mapped}${loopback}:ABCD`, `0000000000000000${mapped}${loopback}:1F90`, 1000, 42),
    ],
    ["between the same ports elsewhere", true, ours + row("0200000A:ABCD", "0300000A:1F90", 1000, 42)],
    ["in a table that does not know us", false, ""],
  ])("%s is foreign: %s", (_, answer, tcp, tcp6) => {
    expect(judged(tcp, tcp6)).toBe(answer);
  });

  it("is nobody's where the system does not tell", () => {
    const read = () => {
      throw new Error("ENOENT");
    };
    expect(isForeign(connection, 1000, read)).toBe(false);
  });

  it("is foreign once it is closed", () => {
    expect(isForeign({}, 1000, () => "")).toBe(true);
  });
});
