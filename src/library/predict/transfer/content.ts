// What is sent: bytes, or a file of this machine that is too large to be held in memory.
import { statSync } from "node:fs";

export interface LargeFile {
  path: string;
  bytes: number;
}

export type Content = Uint8Array | LargeFile;

/** Above this an interrupted transfer is worth resuming; below, the extra round trip is not. */
export const largeBytes = 8 * 1024 * 1024;

/** A larger file or result is neither drawn nor given to programs: only its file is written. */
export const mostReadBytes = 32 * 1024 * 1024;

export const isLargeFile = (content: Content): content is LargeFile => "path" in content;

/** Undefined for what is small, or not there. */
export function largeFileAt(path: string): LargeFile | undefined {
  const bytes = sizeOf(path);
  return bytes > largeBytes ? { path, bytes } : undefined;
}

/** 0 for what is not there. */
export const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
