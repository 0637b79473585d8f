import { Size } from '../../lib';

test.each([
  [Size.bytes(1), 1],
  [Size.mebibytes(1), 1_048_576],
  [Size.gibibytes(1), 1_073_741_824],
  [Size.tebibytes(1), 1_099_511_627_776],
  [Size.gibibytes(1.5), 1_610_612_736],
])('%s is %i bytes', (size, bytes) => {
  expect(size.inBytes).toBe(bytes);
});

test.each([
  [Size.gibibytes(66), '66Gi'],
  [Size.mebibytes(1536), '1536Mi'],
  [Size.gibibytes(1.5), '1536Mi'],
  [Size.tebibytes(1024), '1Pi'],
  [Size.tebibytes(3), '3Ti'],
  [Size.bytes(1000), '1000'],
  [Size.bytes(0), '0'],
])('%s is the quantity %s, exactly', (size, quantity) => {
  expect(size.toQuantity()).toBe(quantity);
});

test.each([
  [Size.gibibytes(66), '66 GiB'],
  [Size.gibibytes(1.25), '1.3 GiB'],
  [Size.bytes(512), '512 B'],
  [Size.tebibytes(3), '3 TiB'],
])('reads well: %s', (size, text) => {
  expect(`${size}`).toBe(text);
});

test.each([-1, NaN, Infinity, 9000])('fails on %p tebibytes', (amount) => {
  expect(() => Size.tebibytes(amount)).toThrow(/AIC-1201: a size is not a usable amount/);
});

test('fails on a number that only Terraform knows', () => {
  expect(() => Size.gibibytes(-8.109562212591381e298)).toThrow(/AIC-1201/);
});
