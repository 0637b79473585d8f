const HOUR = 3600;
/** What a slow object storage gives to one reader. */
const SLOW = 50 * 1024 ** 2;

/** Seconds until moving so many bytes is given up: an hour, and as long as a slow storage takes. */
export function patience(bytes: number): number {
  return HOUR + Math.ceil(bytes / SLOW);
}
