import { expect, it } from "vitest";
import { CloudError, PreconditionError } from "../../../../src/core/errors.ts";
import { errorDocument } from "../../../../src/core/error-document.ts";
import { renderError } from "../../../../src/cli/shell/render-error.ts";
import { viewOf } from "../../../../src/cli/shell/view.ts";
import { fakeIo } from "../support.ts";

const io = fakeIo();
const view = viewOf(io.stderr, io, true);
const options = { verbose: false, about: "cloud-runner 1.2.3" };

const cause = new CloudError("storage.objects.list failed: NOT_FOUND.", {
  code: "cloud.not-found",
  status: "NOT_FOUND",
  retryable: false,
  cause: new Error("The specified bucket does not exist."),
});
const error = new PreconditionError("There is no bucket gs://b.", {
  code: "predict.bucket-missing",
  details: ["It may have been deleted."],
  fix: "cloud-runner up",
  cause,
});

it("says what failed, the details and the fix", () => {
  expect(renderError(error, view, options)).toMatchInlineSnapshot(`
    "✖ There is no bucket gs://b.
      It may have been deleted.
    Fix: cloud-runner up"
  `);
});

it("breaks a fix that is a command, and nothing else, as a shell reads it", () => {
  const narrow = viewOf(fakeIo({ tty: true, columns: 40 }).stdout, io, true);
  const fix = "cloud-runner up --cwd /srv/a-folder-with-a-name";
  const lines = narrow
    .show(renderError(new PreconditionError("No.", { code: "x", fix }), narrow, options))
    .split("\n");
  expect(lines).toEqual(["✖ No.", "Fix:", "  cloud-runner up \\", "    --cwd /srv/a-folder-with-a-name"]);
});

it("adds the chain of causes with --verbose", () => {
  expect(renderError(error, view, { ...options, verbose: true })).toMatchInlineSnapshot(`
    "✖ There is no bucket gs://b.
      It may have been deleted.
    Why: storage.objects.list failed: NOT_FOUND.
    Why: The specified bucket does not exist.
    Fix: cloud-runner up"
  `);
});

it("calls an unknown error a bug, with its stack and the versions", () => {
  const text = renderError(new TypeError("x is not a function"), view, options);
  expect(text).toContain("This is a bug in cloud-runner: x is not a function");
  expect(text).toContain("render-error.test.ts");
  expect(text).toContain("cloud-runner 1.2.3");
  expect(errorDocument(new TypeError("x"))).toMatchObject({ code: "bug", exitCode: 70 });
});

it("gives the same facts as a document", () => {
  expect(errorDocument(error)).toEqual({
    code: "predict.bucket-missing",
    message: "There is no bucket gs://b.",
    details: ["It may have been deleted."],
    fix: "cloud-runner up",
    exitCode: 1,
    causes: ["storage.objects.list failed: NOT_FOUND.", "The specified bucket does not exist."],
  });
});

it("takes what is no Error at its word", () => {
  expect(errorDocument("text")).toMatchObject({ code: "bug", message: "text", exitCode: 70 });
});
