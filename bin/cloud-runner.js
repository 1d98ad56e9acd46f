#!/usr/bin/env node
// Starts the command line. Kept to syntax that old Node versions parse, so that they can say what they lack.
"use strict";

var required = [22, 18];
var found = process.versions.node.split(".").map(Number);

if (found[0] < required[0] || (found[0] === required[0] && found[1] < required[1])) {
  process.stderr.write(
    "✖ cloud-runner needs Node.js " +
      required.join(".") +
      " or newer; this is " +
      process.versions.node +
      ".\n" +
      "Fix: install Node.js 24 from https://nodejs.org, or run `npx -p node@24 cloud-runner ...`.\n",
  );
  process.exitCode = 1;
} else {
  start();
}

function start() {
  // What a model of the user's own prints while its file is read is no result.
  console.log = console.info = console.debug = console.error;
  import("../dist/bundle/compile-cache.js")
    .then(function (compileCache) {
      compileCache.keepCompiledCode(process.env);
      return import("../dist/bundle/cli.js");
    })
    .then(function (cli) {
      return cli.main(process.argv.slice(2));
    })
    .then(
      function (exitCode) {
        process.exitCode = exitCode;
      },
      function (error) {
        process.exitCode = 70;
        if (error && error.code === "ERR_MODULE_NOT_FOUND" && /dist.bundle.[a-z-]+\.js/.test(error.message)) {
          process.stderr.write("✖ cloud-runner is not built.\nFix: npm run build\n");
        } else {
          process.stderr.write("✖ " + (error && error.stack ? error.stack : String(error)) + "\n");
        }
      },
    );
}
