import { expect, it } from "vitest";
import { ConfirmationNeeded } from "../../../../src/console/http/answers.ts";
import { createConfirms, type Confirms } from "../../../../src/console/http/confirm.ts";

const asked = { question: "Remove 2 runs?", items: ["a", "b"] };

function idOf(confirms: Confirms, question = asked): string {
  try {
    confirms(question, undefined);
  } catch (error) {
    if (error instanceof ConfirmationNeeded) return error.confirmation.id;
    throw error;
  }
  throw new Error("Nothing was asked.");
}

it("goes on with the answer to exactly this question", () => {
  const confirms = createConfirms();
  expect(() => confirms(asked, idOf(confirms))).not.toThrow();
});

it.each([
  ["more is concerned", { ...asked, items: ["a", "b", "c"] }],
  ["it is about others", { ...asked, items: ["a", "x"] }],
  ["it says something else", { ...asked, question: "Remove 3 runs?" }],
])("asks anew where %s", (_, other) => {
  const confirms = createConfirms();
  expect(() => confirms(other, idOf(confirms))).toThrow(ConfirmationNeeded);
});

it("takes no answer that another console was given, nor a plain yes", () => {
  const confirms = createConfirms();
  for (const wrong of [idOf(createConfirms()), "yes", "", "true"])
    expect(() => confirms(asked, wrong)).toThrow(ConfirmationNeeded);
});
