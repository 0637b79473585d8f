import { Bandwidth } from '../../lib';

test('a bandwidth is the same in gigabytes and in eight times as many gigabits', () => {
  expect(Bandwidth.gigabytesPerSecond(50).inGigabytesPerSecond).toBe(50);
  expect(Bandwidth.gigabitsPerSecond(400).inGigabytesPerSecond).toBe(50);
});

test.each([0, -1, NaN, Infinity])('fails on a bandwidth of %p', (amount) => {
  expect(() => Bandwidth.gigabytesPerSecond(amount)).toThrow(/AIC-1203: a bandwidth is not a usable rate/);
});
