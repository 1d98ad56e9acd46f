// In place of @bytecodealliance/preview2-shim: what Stan's WebAssembly module imports, and nothing of the system
// behind it. The real one starts a thread of its own for files and sockets, which a forecast never touches. What the
// module prints is dropped; its messages also come back with its results.
import { randomFillSync } from "node:crypto";

class InputStream {
  read() {
    throw { tag: "closed" };
  }
  blockingRead() {
    throw { tag: "closed" };
  }
}

class OutputStream {
  checkWrite() {
    return 65_536n;
  }
  write() {}
  blockingWriteAndFlush() {}
  blockingFlush() {}
}

class Descriptor {}
class TerminalInput {}
class TerminalOutput {}
class WasiError {}

const input = new InputStream();
const output = new OutputStream();

export const environment = { getEnvironment: () => [], getArguments: () => [], initialCwd: () => undefined };
export const exit = {
  exit(status) {
    throw new Error(`The WebAssembly module ended itself: ${status.tag}`);
  },
};
export const stdin = { InputStream, getStdin: () => input };
export const stdout = { OutputStream, getStdout: () => output };
export const stderr = { OutputStream, getStderr: () => output };
export const terminalInput = { TerminalInput };
export const terminalOutput = { TerminalOutput };
export const terminalStdin = { TerminalInput, getTerminalStdin: () => undefined };
export const terminalStdout = { TerminalOutput, getTerminalStdout: () => undefined };
export const terminalStderr = { TerminalOutput, getTerminalStderr: () => undefined };

export const monotonicClock = { now: () => process.hrtime.bigint() };
export const wallClock = {
  now() {
    const now = Date.now();
    return { seconds: BigInt(Math.floor(now / 1000)), nanoseconds: (now % 1000) * 1_000_000 };
  },
};

export const preopens = { Descriptor, getDirectories: () => [] };
export const types = { Descriptor, filesystemErrorCode: () => undefined };

export const error = { Error: WasiError };
export const streams = { InputStream, OutputStream };

export const random = { getRandomBytes: (length) => randomFillSync(new Uint8Array(Number(length))) };
