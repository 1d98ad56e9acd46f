import { expect, it } from "vitest";
import { checkBucketName, checkObjectName } from "../../../../../src/local/services/storage/names.ts";

it.each([
  "abc",
  "a-b_c",
  "1bucket2",
  "x".repeat(63),
  "my.domain.example",
  `${"a".repeat(60)}.${"b".repeat(60)}`,
])("takes the bucket name %s", (name) => {
  expect(() => checkBucketName(name)).not.toThrow();
});

it.each([
  "ab",
  "x".repeat(64),
  "Upper",
  "-start",
  "end-",
  "_start",
  "sp ace",
  "a..b",
  "a.-b",
  "a-.b",
  ".start",
  "192.168.5.4",
  "goog",
  "google-mine",
  "my-google",
  "my-g00gle",
  "größe",
  `${"a".repeat(64)}.b`,
  Array(60).fill("abcd").join("."),
])("refuses the bucket name %s", (name) => {
  expect(() => checkBucketName(name)).toThrow("Invalid bucket name");
});

it.each(["a", "a/b/../c.csv", "größe 1%?#.csv", " ", "x".repeat(1024), "...", "\u{1F600}"])(
  "takes the object name %s",
  (name) => {
    expect(() => checkObjectName(name)).not.toThrow();
  },
);

it.each([
  "",
  ".",
  "..",
  "a\nb",
  "a\rb",
  "x".repeat(1025),
  "é".repeat(513),
  "\uD800",
  ".well-known/acme-challenge/x",
])("refuses the object name %j", (name) => {
  expect(() => checkObjectName(name)).toThrow("Invalid object name");
});
