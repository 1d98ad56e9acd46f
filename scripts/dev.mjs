// The command line from the sources, in the folder that npm was called in: `npm run dev -- predict data.csv`.
// The local cloud and the container's files that it starts are those of the last build, which `npm ci` makes.
import { main } from "../src/cli/main.ts";

process.chdir(process.env.INIT_CWD ?? ".");
// What a model of the user's own prints while its file is read is no result.
console.log = console.info = console.debug = console.error;
process.exitCode = await main(process.argv.slice(2));
