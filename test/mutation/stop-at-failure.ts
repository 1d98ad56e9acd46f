// After the first failure of a file its other tests are skipped.
import { beforeEach } from "vitest";

let hasFailed = false;

beforeEach(({ skip, onTestFailed }) => {
  if (hasFailed) skip();
  onTestFailed(() => {
    hasFailed = true;
  });
});
