import { Duration, IModel, InferenceEndpointOptions } from '../../lib';
import { served } from './support';

function warnings(model: Partial<IModel>, endpoint: Partial<InferenceEndpointOptions> = {}): string[] {
  return served(endpoint, { model })
    .chat.node.metadata.map((entry) => String(entry.data))
    .filter((text) => text.startsWith('AIC-4024'));
}

const SLOW = { timeToWarm: Duration.hours(2) };

test('warns when a replica is given less time to start than its model takes to become warm', () => {
  expect(warnings(SLOW, { startupTimeout: Duration.hours(1) })).toStrictEqual([
    'AIC-4024: qwen3-32b becomes warm in 2h, and a replica is started again after 1h: let it start when the model is warm, ' +
      'or raise startupTimeout.',
  ]);
});

test('reckons with the time that replicas are given when none is asked for', () => {
  // ten minutes, and 66 GiB at 250 MiB/s
  expect(warnings({ timeToWarm: Duration.seconds(872) })).toHaveLength(1);
  expect(warnings({ timeToWarm: Duration.seconds(871) })).toStrictEqual([]);
});

test('says nothing where replicas have time, start on warm nodes only, or nobody knows', () => {
  expect(warnings(SLOW, { startupTimeout: Duration.hours(2) })).toStrictEqual([]);
  expect(warnings({ ...SLOW, requiredNodeLabels: { warm: 'yes' } })).toStrictEqual([]);
  expect(warnings({})).toStrictEqual([]);
});
