// Generations of objects: numbers of 64 bits, as text, since a number of JavaScript has 53.

const largest = 2n ** 63n - 1n;

export const isGeneration = (text: string): boolean => /^\d{1,19}$/.test(text) && BigInt(text) <= largest;
