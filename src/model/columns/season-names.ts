// Names of overlapping seasons by the initials of their months, as climate services write them.

/** 1 for DJF to 12 for NDJ, the month in the middle of three; 0 for another name. */
export const monthOfSeason = (name: string): number =>
  name.length === 3 ? "DJFMAMJJASONDJ".indexOf(name.toUpperCase()) + 1 : 0;
