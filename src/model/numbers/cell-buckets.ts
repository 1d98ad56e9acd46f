// Cells by their shapes, of which a column has few: what a million cells say is a few dozen lines.
import { formOf, type CellForm, type NumberForm } from "./cell-form.ts";
import { addValue, noValues, type Values } from "./decimal-mark.ts";
import { valueOf } from "./number-value.ts";
import { createShapeTree } from "./shape-tree.ts";

export interface Bucket {
  form: CellForm;
  /** The first such cell. */
  text: string;
  count: number;
  /** What it adds to the evidence for a decimal mark. */
  values: Values | undefined;
}

export interface NumberBucket extends Bucket {
  form: NumberForm;
}

export interface Buckets {
  add(text: string): void;
  all(): Bucket[];
}

export function createBuckets(): Buckets {
  const buckets: Bucket[] = [];
  let rest: Bucket | undefined;

  function keep(bucket: Bucket): Bucket {
    buckets.push(bucket);
    return bucket;
  }
  const bucketOf = createShapeTree((shape, text) => {
    const form = formOf(shape);
    return keep({ form, text, count: 0, values: isEvidence(form) ? noValues() : undefined });
  });

  return {
    add(text) {
      const bucket =
        bucketOf(text) ?? (rest ??= keep({ form: { kind: "text" }, text, count: 0, values: undefined }));
      bucket.count++;
      if (bucket.values === undefined) return;
      addValue(bucket.values, Math.abs(valueOf(text, bucket.form as NumberForm, 0, 0)));
    },
    all: () => buckets,
  };
}

export const countOf = (buckets: readonly Bucket[]): number =>
  buckets.reduce((sum, { count }) => sum + count, 0);

/** Cells that are evidence by their values: whole numbers below 1000, and 1.016. */
const isEvidence = (form: CellForm): boolean =>
  form.kind === "number" &&
  form.limit === "" &&
  form.exponent === undefined &&
  /^[1-9]\d{0,2}(?:[.,]\d{3})?$/.test(form.body);
