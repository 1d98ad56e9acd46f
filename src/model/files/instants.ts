// Times of typed files as text, in whole seconds: finer ones are noise of fractions of a day more often than meant.

/** @param isDay whether only the day is meant @param zone what stands behind a time */
export function datePart(date: Date, isDay: boolean, zone: string): string {
  const rounded = new Date(Math.round(date.getTime() / 1000) * 1000);
  if (Number.isNaN(rounded.getTime())) return "";
  const text = rounded.toISOString();
  if (isDay) return text.slice(0, -14);
  return `${text.slice(0, -14)} ${text.slice(-13, -5)}${zone}`;
}
