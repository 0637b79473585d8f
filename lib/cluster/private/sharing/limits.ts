import { AcceleratorVendor } from '../../../contracts/accelerator-vendor';
import { fail, prose } from '../../../core/private/fail';
import { SharingHost } from '../../sharing-contract';

/** The way of sharing is not made for the accelerator. */
export function cannotShare(host: SharingHost, way: string, want: string): Error {
  return fail(host.scope, {
    code: 'AIC-2035',
    what: `${way} does not work on the accelerators of ${host.poolName}`,
    got: prose(host.accelerator.name),
    want,
    fix: 'Choose another way of sharing, or leave the devices whole (the default).',
  });
}

export function requireNvidia(host: SharingHost, way: string): void {
  if (host.accelerator.vendor !== AcceleratorVendor.NVIDIA) throw cannotShare(host, way, 'an NVIDIA GPU');
}

/** How many pods share a device, or how many devices are shared. */
export function checkCount(host: SharingHost, what: string, got: number, range: { least: number; most: number }): void {
  if (Number.isInteger(got) && got >= range.least && got <= range.most) return;
  throw fail(host.scope, {
    code: 'AIC-2036',
    what: `${what} is no usable number`,
    got,
    want: `a whole number from ${range.least} to ${range.most}`,
    fix: 'Count the pods that one device serves at the same time, or the devices of a node.',
  });
}
