#!/usr/bin/env node
// Starts the command line. Kept to syntax that old Node versions parse, so that they can say what they lack.
"use strict";

var required = [22, 18];
var found = process.versions.node.split(".").map(Number);

if (found[0] < required[0] || (found[0] === required[0] && found[1] < required[1])) {
  refuse();
} else {
  start();
}

/** Says what is missing, and the same command with a Node.js of its own. */
function refuse() {
  var argv = process.argv.slice(2);
  var message =
    "cloud-runner needs Node.js " + required.join(".") + " or newer; this is " + process.versions.node + ".";
  var details = [
    "The command below fetches Node.js 24 once, about 50 MB, into npm's cache; yours stays as it is.",
    "Or install Node.js 24 from https://nodejs.org, and cloud-runner anew with it.",
  ];
  var fix = ["npx", "-y", "-p", "node@24"].concat(toolWords(process.argv[1]), argv).map(quoted).join(" ");
  process.exitCode = 1;
  if (argv.indexOf("--json") >= 0) {
    var error = {
      code: "node.too-old",
      message: message,
      details: details,
      fix: fix,
      exitCode: process.exitCode,
      causes: [],
    };
    process.stdout.write(JSON.stringify({ schemaVersion: 1, error: error }, undefined, 2) + "\n");
  } else {
    process.stderr.write(["✖ " + message].concat(details).map(folded).join("\n") + "\nFix: " + fix + "\n");
  }
}

/** Broken between words where a terminal would break it anywhere. */
function folded(text) {
  var width = (process.stderr.isTTY && process.stderr.columns) || Infinity;
  return text
    .split(" ")
    .reduce(function (lines, word) {
      var last = lines.length - 1;
      if (last >= 0 && lines[last].length + 1 + word.length <= width) lines[last] += " " + word;
      else lines.push(last < 0 && word.charAt(0) === "✖" ? word : "  " + word);
      return lines;
    }, [])
    .join("\n");
}

/** What starts this file again: its name where it is installed; what npx has fetched is fetched again. */
function toolWords(path) {
  if (/[\\/]_npx[\\/]/.test(path)) return ["-p", "cloud-runner", "cloud-runner"];
  if (path.endsWith(".js")) return /[\\/]node_modules[\\/]/.test(path) ? ["cloud-runner"] : ["node", path];
  var folders = (process.env.PATH || "").split(process.platform === "win32" ? ";" : ":");
  return [folders.indexOf(path.replace(/[\\/][^\\/]*$/, "")) >= 0 ? "cloud-runner" : path];
}

function quoted(word) {
  if (/^[\w@%+:,./=-]+$/.test(word)) return word;
  if (process.platform === "win32") return '"' + word.replace(/"/g, '\\"') + '"';
  return "'" + word.replace(/'/g, "'\\''") + "'";
}

function start() {
  // What a model of the user's own prints while its file is read is no result.
  console.log = console.info = console.debug = console.error;
  hideWarnings();
  staySmall()
    .then(function () {
      return import("../dist/bundle/compile-cache.js");
    })
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

/** The console stays for hours. Before anything is loaded: what V8 has taken once for new objects it keeps. */
function staySmall() {
  if (process.argv.indexOf("console") < 2) return Promise.resolve();
  return import("node:v8").then(function (v8) {
    v8.setFlagsFromString("--semi-space-growth-factor=1");
    v8.setFlagsFromString("--optimize-for-size");
    // Its code is kept for all that has run a few times; what is hot others of V8's compilers compile all the same.
    v8.setFlagsFromString("--no-sparkplug");
  });
}

/** What a library warns of, nobody who types a command can change. Whoever looks for a fault sees it. */
function hideWarnings() {
  var argv = process.argv.slice(2);
  var asked = /--trace-(warnings|deprecation)/.test(process.env.NODE_OPTIONS || "") || process.env.NODE_DEBUG;
  if (asked || argv.indexOf("--verbose") >= 0 || argv.indexOf("-v") >= 0) return;
  process.removeAllListeners("warning");
}
