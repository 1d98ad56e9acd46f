// In place of zod's index of languages. English, the default, is loaded by a way of its own.
export {};
