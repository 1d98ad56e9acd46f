// Where the local cloud finds what its instances load first: beside this file, and in the build beside what holds this file.
export const lifeline = new URL("./lifeline.js", import.meta.url);

/** What leads the processes of a command where there is no shell for it. */
export const guard = new URL("./guard.js", import.meta.url);

/** What Python runs as it starts; the module's docstring says what it is for. */
export const sitecustomize = new URL("./sitecustomize.py", import.meta.url);
