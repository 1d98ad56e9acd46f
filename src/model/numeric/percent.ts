// How a level is named in columns and on the screen.

/** 0.8 is 80 and 0.975 is 97.5, without the tail that binary fractions leave. */
export const percent = (level: number): string => String(Number((level * 100).toPrecision(12)));
