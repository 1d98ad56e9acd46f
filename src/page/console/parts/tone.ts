// The colour of a state; the word beside it says the same.

export type Tone = "good" | "warn" | "bad" | "busy" | "quiet";
