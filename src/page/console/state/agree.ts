// What the command line asks before it is done is asked here too: the server says what, and the same is sent again.
import type { Confirmation } from "../../../console/contract/errors.ts";
import { ask, Refused } from "./api.ts";
import { createStore } from "./store.ts";

export interface Question {
  title: string;
  confirmation: Confirmation;
  answer: (agrees: boolean) => void;
}

export const question = createStore<Question | undefined>(undefined);

/** Undefined where the user does not agree. @param title what is about to be done, as the button shall say it */
export async function askAgreed<Answer>(
  title: string,
  path: string,
  body: Readonly<Record<string, unknown>> = {},
): Promise<Answer | undefined> {
  let confirm: string | undefined;
  for (;;) {
    try {
      return await ask<Answer>(path, { body: { ...body, ...(confirm !== undefined && { confirm }) } });
    } catch (error) {
      const confirmation = error instanceof Refused ? error.fault.confirmation : undefined;
      if (confirmation === undefined) throw error;
      if (!(await agrees(title, confirmation))) return undefined;
      confirm = confirmation.id;
    }
  }
}

const agrees = (title: string, confirmation: Confirmation): Promise<boolean> =>
  new Promise((resolve) => {
    question.set({
      title,
      confirmation,
      answer(isAgreed) {
        question.set(undefined);
        resolve(isAgreed);
      },
    });
  });
