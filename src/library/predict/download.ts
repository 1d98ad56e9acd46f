// Downloads an object whole. Google's client puts eleven listeners on the stream of one download.
import type { EventEmitter } from "node:events";
import { buffer } from "node:stream/consumers";
import type { File } from "@google-cloud/storage";

/** As the client's own, which puts 11 listeners on the body of the answer; at 10 Node warns of a leak. */
export function download(file: File): Promise<Uint8Array> {
  const content = file.createReadStream();
  content.once("response", (body: EventEmitter) => void body.setMaxListeners(20));
  return buffer(content);
}
