// Questions before what cannot be undone. What the user agrees to is exactly one question: its id is made of its words, so where
// more is concerned meanwhile, the old answer is good for nothing.
import { createHmac, randomBytes } from "node:crypto";
import type { Confirmation } from "../contract/errors.ts";
import { ConfirmationNeeded } from "./answers.ts";

export type Confirms = (asked: Omit<Confirmation, "id">, given: string | undefined) => void;

/** @returns what throws ConfirmationNeeded until the question was agreed to */
export function createConfirms(): Confirms {
  const key = randomBytes(32);
  return ({ question, items }, given) => {
    const id = createHmac("sha256", key)
      .update(JSON.stringify([question, items]))
      .digest("base64url");
    if (given !== id) throw new ConfirmationNeeded({ id, question, items });
  };
}
