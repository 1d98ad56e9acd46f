// Patterns that a request brings, matched in time that grows with the text alone. JavaScript's own RegExp goes back and
// tries again, and one short pattern can keep it busy for hours.
import type { RE2JS } from "re2js";

export interface LinearPattern {
  /** Whether it is found anywhere in the text. */
  isIn(text: string): boolean;
  /** Whether it is the whole text. */
  isAllOf(text: string): boolean;
}

/** Undefined for what is no pattern. */
export type CompilePattern = (source: string) => LinearPattern | undefined;

/** Loaded by the first request that brings a pattern: its tables of letters take 40 ms. */
export async function loadPatterns(): Promise<CompilePattern> {
  const { RE2JS, RE2JSException } = await import("re2js");
  return (source) => {
    let compiled: RE2JS;
    try {
      compiled = RE2JS.compile(source);
    } catch (error) {
      if (error instanceof RE2JSException) return undefined;
      throw error;
    }
    return { isIn: (text) => compiled.test(text), isAllOf: (text) => compiled.testExact(text) };
  };
}
