import { isIPv4, isIPv6 } from 'node:net';
import { fail } from '../../../core/private/fail';

export function checkCidr(range: string): string {
  const [address = '', bits = '', ...rest] = range.split('/');
  const most = isIPv4(address) ? 32 : isIPv6(address) ? 128 : -1;
  if (rest.length > 0 || !/^[0-9]{1,3}$/.test(bits) || Number(bits) > most) {
    throw fail(undefined, {
      code: 'AIC-3245',
      what: 'the range of addresses is not usable',
      got: range,
      want: "CIDR notation, for example '10.0.0.0/16'",
      fix: "Write '10.0.0.10/32' for one address.",
    });
  }
  return range;
}

export function checkPort(port: number): number {
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw fail(undefined, {
      code: 'AIC-3246',
      what: 'the port is no port',
      got: port,
      want: 'a whole number from 1 to 65535',
      fix: 'Object storage answers on 443, SeaweedFS on 8333, API servers on 443 or 6443.',
    });
  }
  return port;
}
