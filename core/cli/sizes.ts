// Amounts of storage as people write them: "50G", "1.5 TiB", "800M", "4096". Powers of 1024.

const UNITS = ["", "K", "M", "G", "T", "P"];

/** Bytes, or undefined for what is no size. */
export function parseSize(text: string): number | undefined {
  const found = /^\s*(\d+(?:\.\d+)?)\s*([KMGTP]?)(?:i?B)?\s*$/i.exec(text);
  if (!found) return undefined;
  return Math.floor(Number(found[1]) * 1024 ** UNITS.indexOf((found[2] ?? "").toUpperCase()));
}

/** What the store may take after `forge gc` where nothing else is said: 50 GiB. */
export const DEFAULT_QUOTA = 50 * 2 ** 30;
