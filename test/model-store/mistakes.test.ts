import { Fixture, QWEN } from './fixture';

test('fails on a name given twice', () => {
  const store = new Fixture().store();
  store.add('m', QWEN);
  expect(() => store.add('m', QWEN)).toThrow(
    /AIC-3015 at test\/Models: the name of the model is taken by another model, dataset or alias; got 'm'/,
  );
});

test('fails on a name that starts with a digit, with one that works', () => {
  expect(() => new Fixture().store().add('7b-chat', QWEN)).toThrow(/AIC-3016 .*\n.*'model-7b-chat'/);
});

test.each(['qwen2.5-7b', 'Qwen', 'a_b', 'm'.repeat(46), 'ü', ''])('fails on the name %p', (name) => {
  expect(() => new Fixture().store().add(name, QWEN)).toThrow(/^AIC-1002 at test\/Models: the name of the model/);
});

test('fails on a pool that is not in the hot tier', () => {
  const fixture = new Fixture();
  const other = fixture.addPool('other');
  expect(() => fixture.store().add('m', { ...QWEN, hotPools: [other] })).toThrow(
    /AIC-3018 .*got \[ 'other' \], want some of h800/,
  );
});

test.each([0, 2])('fails on a list of hot pools with %p entries that is empty or repeats one', (count) => {
  const fixture = new Fixture();
  const hotPools = Array.from({ length: count }, () => fixture.gpus);
  expect(() => fixture.store().add('m', { ...QWEN, hotPools })).toThrow(/AIC-3018/);
});
