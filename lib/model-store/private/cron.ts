const MONTHS = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec';
const DAYS = 'sun|mon|tue|wed|thu|fri|sat';
/** Minute, hour, day of month, month, day of week: Sunday is 0, and there is no 7. */
const VALUES = ['[0-5]?\\d', '[01]?\\d|2[0-3]', '0?[1-9]|[12]\\d|3[01]', `0?[1-9]|1[0-2]|${MONTHS}`, `[0-6]|${DAYS}`];

const FIELDS = VALUES.map((value) => {
  const range = `(\\*|\\?|(${value})(-(${value}))?)(/[1-9]\\d?)?`;
  return `${range}(,${range})*`;
});
const CRON = new RegExp(`^${FIELDS.join(' ')}$`, 'i');

/**
 * Whether a CronJob takes the schedule: five fields, each within its range. Shorthands and time zones are not meant.
 *
 * @see https://github.com/robfig/cron/blob/v3/spec.go
 */
export function isCron(schedule: string): boolean {
  return CRON.test(schedule);
}
