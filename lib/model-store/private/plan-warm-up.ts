import { IConstruct } from 'constructs';
import { egressOf, FanOut, FillRates, timeToWarm } from './warm-up';
import { FactEntry } from '../../core/private/facts';
import { fail, prose, warn } from '../../core/private/fail';
import { Duration } from '../../units/duration';
import { CacheEngineConfig, Footprint } from '../hot/private/engine';

/** How files get into the hot tier, and what that takes. */
export interface WarmUpPlan {
  /** Undefined when no rate is known. */
  readonly time?: Duration;
  /** For the blueprint. */
  readonly fact: FactEntry;
}

/** Works out what warming takes; warns when that is longer than what was asked for. */
export function planWarmUp(
  scope: IConstruct,
  { wholeCopies }: Pick<CacheEngineConfig, 'wholeCopies'>,
  { size, replicas, nodes }: Footprint,
  rates: FillRates,
  within: Duration | undefined,
): WarmUpPlan {
  const copies = wholeCopies === undefined ? replicas : nodes;
  const fanOut: FanOut = { bytes: size.inBytes, copies, nodes };
  const time = timeToWarm(fanOut, rates, wholeCopies === 'of-peers');
  if (within !== undefined) checkTime(scope, time, within);
  const alone = egressOf(fanOut, false);
  const together = egressOf(fanOut, true);
  return {
    time,
    fact: {
      copies,
      egressBytes: alone.bytes,
      getRequests: alone.requests,
      peerToPeerEgressBytes: together.bytes,
      peerToPeerGetRequests: together.requests,
      ...(time === undefined ? {} : { seconds: time.inSeconds }),
    },
  };
}

function checkTime(scope: IConstruct, time: Duration | undefined, within: Duration): void {
  if (time === undefined) {
    throw fail(scope, {
      code: 'AIC-3310',
      what: 'nothing says how fast it becomes warm',
      got: prose(`warmWithin ${within.toGoString()}, and no bandwidth`),
      want: 'a bandwidth to reckon with',
      fix: 'Give what all nodes together can read: WarmTier.bucket(…, { bandwidth: Bandwidth.gigabitsPerSecond(100) }), or what one takes in: HotTier.nvme({ nodeBandwidth }).',
    });
  }
  if (time.inSeconds <= within.inSeconds) return;
  warn(
    scope,
    'AIC-3311',
    `it becomes warm in ${time.toGoString()} when nothing else reads, not within ${within.toGoString()}: ` +
      'keep fewer copies, prefetch it earlier, or give the warm tier more bandwidth.',
  );
}
