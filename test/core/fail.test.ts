import { Construct } from 'constructs';
import { AiCloudError, fail, prose, warn } from '../../lib/core/private/fail';
import { testStack } from '../harness';

const FAILURE = { code: 'AIC-0000', what: 'it is wrong', got: 'this', want: 'that', fix: 'Do that.' };

describe('a failure', () => {
  test('says code, where, what, got, want and fix, in this order', () => {
    const scope = new Construct(new Construct(testStack(), 'A'), 'B');
    expect(fail(scope, FAILURE).message).toBe("AIC-0000 at test/A/B: it is wrong; got 'this', want that.\n  Do that.");
  });

  test('names no place when there is none', () => {
    expect(fail(undefined, FAILURE).message).toMatch(/^AIC-0000: it is wrong/);
  });

  test('can be told apart by its code', () => {
    const error = fail(undefined, FAILURE);
    expect(error).toBeInstanceOf(AiCloudError);
    expect(error).toMatchObject({ code: 'AIC-0000', name: 'AiCloudError' });
  });

  test.each([
    [prose('3 of 4'), '3 of 4'],
    [{ a: [1, { b: 'c' }] }, "{ a: [ 1, { b: 'c' } ] }"],
    [undefined, 'undefined'],
    ['x'.repeat(500), `'${'x'.repeat(200)}'... 300 more characters`],
  ])('shows %p on one line', (got, shown) => {
    const [line] = fail(undefined, { ...FAILURE, got }).message.split('\n');
    expect(line).toBe(`AIC-0000: it is wrong; got ${shown}, want that.`);
  });

  test('keeps its text when cdktf wraps it', () => {
    const error = fail(undefined, FAILURE);
    error.message = `Resolution error: ${error.message}`;
    expect(error.message).toMatch(/^AIC-0000/);
  });
});

test('a warning stays with the construct and carries its code', () => {
  const scope = new Construct(testStack(), 'A');
  warn(scope, 'AIC-0001', 'this is costly');
  expect(scope.node.metadata).toMatchObject([{ type: '@cdktf/warn', data: 'AIC-0001: this is costly' }]);
});
