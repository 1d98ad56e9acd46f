// Where answers differ from those of an older state, on purpose, each with its reason. What is not listed here fails.

export interface KnownDifference {
  /** Text of the older state, and what stands in its place. */
  before: string;
  after: string;
  /** Which answers it is in; all unless it is given. */
  where?: RegExp;
  reason: string;
}

export const knownDifferences: readonly KnownDifference[] = [];
