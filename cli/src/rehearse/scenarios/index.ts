import { CliFailure } from '../../control-plane/index.js';
import { EFFECTIVE_CONFIGURATION } from './effective-configuration.js';
import { ELASTIC_GANG } from './elastic-gang.js';
import { FAIR_SHARE } from './fair-share.js';
import { GANG_ALL_OR_NOTHING } from './gang-all-or-nothing.js';
import { NODE_LOST } from './node-lost.js';
import { ONE_HYPERNODE } from './one-hypernode.js';
import type { Scenario } from './scenario.js';
import { SERVING_RECLAIMS } from './serving-reclaims.js';
import { TENANT_FLOOD } from './tenant-flood.js';
import { TRAINING_JOBS_RUN } from './training-jobs-run.js';
import { WARM_BEFORE_SERVING } from './warm-before-serving.js';
import { WEBHOOKS_DOWN } from './webhooks-down.js';

/** All scenarios, in the order in which they are played. */
export const SCENARIOS: readonly Scenario[] = [
  EFFECTIVE_CONFIGURATION,
  TRAINING_JOBS_RUN,
  GANG_ALL_OR_NOTHING,
  NODE_LOST,
  SERVING_RECLAIMS,
  FAIR_SHARE,
  TENANT_FLOOD,
  ONE_HYPERNODE,
  ELASTIC_GANG,
  WARM_BEFORE_SERVING,
  WEBHOOKS_DOWN,
];

/** The scenarios of these names, in their own order; all without names. */
export function chooseScenarios(names: readonly string[]): readonly Scenario[] {
  const unknown = names.find((name) => !SCENARIOS.some((scenario) => scenario.name === name));
  if (unknown === undefined)
    return names.length === 0 ? SCENARIOS : SCENARIOS.filter(({ name }) => names.includes(name));
  throw new CliFailure({
    code: 'AIC-8013',
    where: '--scenario',
    what: 'there is no such scenario',
    got: unknown,
    want: `one of ${SCENARIOS.map(({ name }) => name).join(', ')}`,
    fix: 'Name one of these, or leave the option out to play all.',
  });
}

export type { Scenario, ScenarioResult } from './scenario.js';
