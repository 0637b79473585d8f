import { IConstruct } from 'constructs';
import { XIDS } from '../../../catalog/device-faults';
import { foreignAmong } from '../../../core/private/belongs';
import { fail } from '../../../core/private/fail';
import { DeviceFault } from '../device-fault';
import type { NodeHealthProps } from '../node-health';

export function checkNodeHealth(scope: IConstruct, { cluster, pools, ignoredXids = [] }: NodeHealthProps): void {
  if (pools.length === 0) {
    throw fail(scope, {
      code: 'AIC-2091',
      what: 'no node is looked after',
      got: pools,
      want: 'one pool or more',
      fix: 'Name the pools whose accelerators can break.',
    });
  }
  const foreign = foreignAmong(pools, cluster);
  if (foreign !== undefined) {
    throw fail(scope, {
      code: 'AIC-2092',
      what: 'a pool belongs to another cluster',
      got: foreign.node.path,
      want: `pools of ${cluster.node.path}`,
      fix: 'Give each cluster a NodeHealth of its own.',
    });
  }
  const unknown = ignoredXids.find((ignored) => !XIDS.some(({ xid }) => xid === ignored));
  if (unknown !== undefined) {
    throw fail(scope, {
      code: 'AIC-2093',
      what: 'the XID is left alone anyway',
      got: unknown,
      want: `some of ${XIDS.map(({ xid }) => xid).join(', ')}`,
      fix: 'Leave it out, or correct the number.',
    });
  }
}

export function checkFaults(scope: IConstruct, faults: DeviceFault[]): void {
  faults.forEach(({ reason, pattern, action }, i) => {
    if (!/^[A-Z][A-Za-z0-9]{0,62}$/.test(reason) || faults[i - 1]?.reason === reason) {
      throw fail(scope, {
        code: 'AIC-2094',
        what: 'the reason of a fault is not usable',
        got: reason,
        want: 'letters and digits, beginning with a capital letter, at most 63, each once',
        fix: 'Write it like RasUncorrectable: it is the value of a taint.',
      });
    }
    if (!isPattern(pattern)) {
      throw fail(scope, {
        code: 'AIC-2095',
        what: `the pattern of ${reason} is no regular expression that one line can match`,
        got: pattern,
        want: 'the syntax of Go, without line breaks, look-around and back references',
        fix: 'The detector would not start with it. Try it on https://go.dev/play.',
      });
    }
    if (action === '' || /[|"\\\n]/.test(action)) {
      throw fail(scope, {
        code: 'AIC-2096',
        what: `what to do about ${reason} does not fit an event`,
        got: action,
        want: 'a sentence without |, quotes, backslashes and line breaks',
        fix: 'Say it in plain words: it is what the ticket ends with.',
      });
    }
  });
}

function isPattern(pattern: string): boolean {
  if (pattern === '' || pattern.includes('\n') || /\(\?<?[=!]|\\[1-9]/.test(pattern)) return false;
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}
