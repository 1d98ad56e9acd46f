// The content of an object, as far as it is not too large.
import { ObjectTooLargeError, type ObjectStore, type StoredObject } from "../storage/object-store.ts";

/** An error stands for content that is too large; undefined for an object that is gone. */
export type Content = Uint8Array | ObjectTooLargeError | undefined;

export const readContent = (object: StoredObject, store: ObjectStore, most: number): Promise<Content> =>
  orTooLarge(object, most, () => store.read(object, most));

/** An error stands for content that is too large. */
export async function orTooLarge<T>(
  object: StoredObject,
  maximumBytes: number,
  read: () => Promise<T>,
): Promise<T | ObjectTooLargeError> {
  if (object.bytes > maximumBytes) return new ObjectTooLargeError(object, maximumBytes);
  try {
    return await read();
  } catch (error) {
    if (error instanceof ObjectTooLargeError) return error;
    throw error;
  }
}
