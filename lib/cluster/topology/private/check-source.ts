import { IConstruct } from 'constructs';
import { fail, prose, warn } from '../../../core/private/fail';
import { isToken } from '../../../core/private/tokens';
import { TopologyDomain } from '../topology-domain';
import { TopologySourceConfig, UfmOptions } from '../topology-source';

/** Kueue's Topology ends at 16 levels, the last of which is the host; Volcano itself has no limit. */
const MOST_TIERS = 15;
const LABEL_KEY = /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const HOST_LABEL = 'kubernetes.io/hostname';

export function checkSource(scope: IConstruct, source: TopologySourceConfig): void {
  checkTiers(scope, source.tierNames);
  if (source.nodeLabels !== undefined) checkLabels(scope, source.nodeLabels);
  if (source.ufm !== undefined) checkUfm(scope, source.ufm);
}

export function checkTree(scope: IConstruct, tierNames: string[], domains: TopologyDomain[]): void {
  if (domains.length === 0) {
    throw fail(scope, {
      code: 'AIC-2162',
      what: 'the topology has no domain',
      got: prose('no domain'),
      want: `at least one ${tierNames[0]}`,
      fix: 'Name its domains, or add pools with an inventory before the topology.',
    });
  }
}

function checkTiers(scope: IConstruct, names: string[]): void {
  const twice = names.filter((name, i) => names.indexOf(name) < i);
  if (
    names.length === 0 ||
    names.length > MOST_TIERS ||
    twice.length > 0 ||
    names.some((n) => n === '' || n.length > 253)
  ) {
    throw fail(scope, {
      code: 'AIC-2150',
      what: 'the tiers of the topology are not usable',
      got: prose(names.join(', ') || 'none'),
      want: `1 to ${MOST_TIERS} names, each once`,
      fix: "Write the widest tier first, for example ['spine', 'leaf']; nodes are no tier.",
    });
  }
}

function checkLabels(scope: IConstruct, labels: string[]): void {
  const wrong = labels.find((key, i) => !LABEL_KEY.test(key) || key === HOST_LABEL || labels.indexOf(key) < i);
  if (wrong !== undefined) {
    throw fail(scope, {
      code: 'AIC-2159',
      what: 'the label of a tier is not usable',
      got: wrong,
      want: `a label key of its own for each tier, other than ${HOST_LABEL}`,
      fix: `For example 'acme.com/leaf'. The tier of nodes, ${HOST_LABEL}, is added where it is needed.`,
    });
  }
}

function checkUfm(scope: IConstruct, ufm: UfmOptions): void {
  if (!isToken(ufm.endpoint) && !/^(https:\/\/)?[^\s/:]+(:\d+)?(\/\S*)?$/.test(ufm.endpoint)) {
    throw fail(scope, {
      code: 'AIC-2163',
      what: 'the fabric manager has no usable address',
      got: ufm.endpoint,
      want: 'a host, or https:// and a host',
      fix: 'Its user and password are sent with each request: plain http would show them to everybody.',
    });
  }
  if (ufm.skipCertificateCheck === true) {
    warn(scope, 'AIC-2164', 'whoever stands between Volcano and the fabric manager can read its password.');
  }
}
