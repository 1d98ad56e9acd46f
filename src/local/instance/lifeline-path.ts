// Where Node finds the lifeline of an instance: beside this file, and in the build beside what holds this file.
export const lifeline = new URL("./lifeline.js", import.meta.url);
