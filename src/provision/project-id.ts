// Ids of projects that the tool makes. An id is global, can never be used again, and may belong to anybody on earth.
// https://cloud.google.com/resource-manager/docs/creating-managing-projects#before_you_begin
import { randomInt } from "node:crypto";

const alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";
/** 36^8: two people who choose the same name will not meet. */
const suffixLength = 8;
/** Google refuses ids that contain these. */
const reserved = /google|ssl|undefined|null/;
const form = new RegExp(`^(.+)-[0-9a-z]{${suffixLength}}$`);

/** @param below gives a whole number from 0 up to, but not including, its argument */
export function drawProjectId(
  stack: string,
  below: (limit: number) => number = (limit) => randomInt(limit),
): string {
  for (;;) {
    const suffix = Array.from({ length: suffixLength }, () => alphabet[below(alphabet.length)]).join("");
    const id = `${prefixFor(stack)}-${suffix}`;
    if (!reserved.test(id)) return id;
  }
}

/** Whether the tool drew the id for this stack, so that it may draw another in its place. */
export const isDrawnFor = (stack: string, id: string): boolean => form.exec(id)?.[1] === prefixFor(stack);

const prefixFor = (stack: string): string => (reserved.test(stack) ? "cloud-runner" : stack);
