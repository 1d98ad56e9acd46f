// What any other client sees of the running service: uploads and results, by Google's Storage client.
import { Storage } from "@google-cloud/storage";

export interface Buckets {
  upload(name: string, content: string | Uint8Array, metadata?: Record<string, string>): Promise<void>;
  /** Names in the output bucket that start with `prefix`. */
  results(prefix?: string): Promise<string[]>;
  /** When the newest of them was made, in milliseconds since the epoch. */
  newestResult(prefix: string): Promise<number>;
  read(name: string): Promise<string>;
  metadata(name: string): Promise<Record<string, string>>;
}

export function openBuckets(outputs: {
  storage: string;
  inputBucket: string;
  outputBucket: string;
}): Buckets {
  const storage = new Storage({ apiEndpoint: outputs.storage, projectId: "cloud-runner-local" });
  const input = storage.bucket(outputs.inputBucket);
  const output = storage.bucket(outputs.outputBucket);
  return {
    async upload(name, content, metadata = {}) {
      await input.file(name).save(Buffer.from(content as string), {
        resumable: false,
        contentType: "text/csv",
        metadata: { metadata },
      });
    },
    async results(prefix = "") {
      const [files] = await output.getFiles({ prefix });
      return files.map((file) => file.name);
    },
    async newestResult(prefix) {
      const [files] = await output.getFiles({ prefix });
      return Math.max(...files.map((file) => Date.parse(String(file.metadata.timeCreated))));
    },
    async read(name) {
      const [content] = await output.file(name).download();
      return content.toString("utf8");
    },
    async metadata(name) {
      const [metadata] = await output.file(name).getMetadata();
      return (metadata.metadata ?? {}) as Record<string, string>;
    },
  };
}
