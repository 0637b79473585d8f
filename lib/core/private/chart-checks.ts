import { IConstruct } from 'constructs';
import { ChartSource } from '../delivery-contract';
import { fail } from './fail';
import { inspectValue } from './inspect-manifest';
import { TokenLeaf } from './manifest-member';
import { checkKnown } from './names';
import { isToken } from './tokens';

/** A chart that is not pinned changes what is installed behind the program's back, and cannot be planned offline. */
export function checkSource(scope: IConstruct, source: ChartSource): void {
  checkKnown(scope, 'the name of the chart', source.name);
  checkKnown(scope, 'the repository of the chart', source.repository);
  checkKnown(scope, 'the version of the chart', source.version);
  if (!/^v?\d+\.\d+\.\d+([-+][0-9A-Za-z.+-]+)?$/.test(source.version)) {
    throw fail(scope, {
      code: 'AIC-1020',
      what: `the version of the chart ${source.name} is not exact`,
      got: source.version,
      want: 'one version, such as 1.15.1',
      fix: 'Ranges and latest change what is installed without a change in the program.',
    });
  }
}

/** Helm reads a map; returns its token leaves. */
export function inspectValues(scope: IConstruct, values: unknown): TokenLeaf[] {
  if (typeof values !== 'object' || values === null || Array.isArray(values) || isToken(values)) {
    throw fail(scope, {
      code: 'AIC-1021',
      what: 'the values of the chart are no map',
      got: values,
      want: 'a plain object; its leaves may be Terraform tokens',
      fix: 'Write values: {} for the defaults of the chart.',
    });
  }
  return inspectValue(scope, values);
}
