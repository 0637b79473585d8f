import { Duration } from '../../lib';

test.each([
  [Duration.seconds(90), 90, '1m30s'],
  [Duration.minutes(90), 5400, '1h30m'],
  [Duration.hours(2), 7200, '2h'],
  [Duration.days(60), 5_184_000, '1440h'],
  [Duration.minutes(0.5), 30, '30s'],
  [Duration.seconds(0), 0, '0s'],
])('%p is %i seconds or %s', (duration, seconds, text) => {
  expect(duration.inSeconds).toBe(seconds);
  expect(duration.toGoString()).toBe(text);
});

test.each([-1, 0.5, NaN, Infinity, 1e300])('fails on %p seconds', (amount) => {
  expect(() => Duration.seconds(amount)).toThrow(/AIC-1202: a duration is not a usable amount/);
});
