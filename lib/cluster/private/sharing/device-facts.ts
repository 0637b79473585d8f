import { IConstruct } from 'constructs';
import { DeviceRequest } from '../../../contracts/device-request';
import { fail, prose } from '../../../core/private/fail';
import { Size } from '../../../units/size';
import { SharingHost } from '../../sharing-contract';

/** What messages and sums need of the pool. */
export interface DeviceFacts {
  readonly poolName: string;
  readonly acceleratorName: string;
  readonly devicesPerNode: number;
  readonly deviceMemory: Size;
}

export function factsOf(host: SharingHost): DeviceFacts {
  return {
    poolName: host.poolName,
    acceleratorName: host.accelerator.name,
    devicesPerNode: host.devicesPerNode,
    deviceMemory: host.accelerator.memory,
  };
}

/** A part of one device. */
export interface Part {
  readonly memory: Size;
  /** Percent of its compute; undefined for the part of the memory. */
  readonly computePercent?: number;
}

/** A request in the one form that it has: the two others are undefined. */
export interface ReadRequest {
  readonly devices?: number;
  readonly part?: Part;
  readonly profile?: string;
}

/** Which of its three forms a request has, with its numbers checked. */
export function readRequest(scope: IConstruct, facts: DeviceFacts, request: DeviceRequest): ReadRequest {
  const { devices, memory, profile, computePercent } = request;
  const forms = [devices, memory, profile].filter((form) => form !== undefined).length;
  if (forms !== 1 || (computePercent !== undefined && memory === undefined)) {
    throw fail(scope, {
      code: 'AIC-2030',
      what: `the request for devices of ${facts.poolName} is not clear`,
      got: prose(describe(request)),
      want: 'one of devices, memory and profile; computePercent only beside memory',
      fix: 'Ask for { devices: 1 }, for { memory: Size.gibibytes(20) } or for { profile: … }.',
    });
  }
  if (devices !== undefined) return { devices: checkDevices(scope, facts, devices) };
  if (memory !== undefined) return { part: checkPart(scope, facts, memory, computePercent) };
  return { profile };
}

/** So many devices, in words. */
export function countOf(devices: number): string {
  return devices === 1 ? '1 device' : `${devices} devices`;
}

/** A request as a person would say it. */
export function describe(request: DeviceRequest): string {
  const words = [
    request.devices === undefined ? [] : [countOf(request.devices)],
    request.memory === undefined ? [] : [`${request.memory.toString()} of a device`],
    request.computePercent === undefined ? [] : [`${request.computePercent} % of its compute`],
    request.profile === undefined ? [] : [`a partition ${request.profile}`],
  ].flat();
  return words.length === 0 ? 'nothing' : words.join(' and ');
}

function checkDevices(scope: IConstruct, facts: DeviceFacts, devices: number): number {
  if (!Number.isInteger(devices) || devices < 1 || devices > facts.devicesPerNode) {
    throw fail(scope, {
      code: 'AIC-2031',
      what: `a pod cannot have so many devices of ${facts.poolName}`,
      got: devices,
      want: `a whole number from 1 to ${facts.devicesPerNode}, the devices of one node`,
      fix: 'Spread the work over more pods, or take a pool with more devices per node.',
    });
  }
  return devices;
}

function checkPart(scope: IConstruct, facts: DeviceFacts, memory: Size, computePercent: number | undefined): Part {
  const compute = computePercent ?? 1;
  if (memory.inBytes === 0 || !Number.isInteger(compute) || compute < 1 || compute > 100) {
    throw fail(scope, {
      code: 'AIC-2032',
      what: `the part of a device of ${facts.poolName} is no part`,
      got: prose(describe({ memory, computePercent })),
      want: 'more than no memory, and compute from 1 to 100 percent',
      fix: 'Ask for { memory: Size.gibibytes(20), computePercent: 25 }.',
    });
  }
  return { memory, computePercent };
}

/** What the pool has is not what is asked for. */
export function notOffered(
  scope: IConstruct,
  facts: DeviceFacts,
  request: DeviceRequest,
  offer: string,
  fix: string,
): Error {
  return fail(scope, {
    code: 'AIC-2033',
    what: `${facts.poolName} has nothing like it`,
    got: prose(describe(request)),
    want: offer,
    fix,
  });
}

/** More memory than one device, or one share of it, has. */
export function tooMuchMemory(scope: IConstruct, facts: DeviceFacts, memory: Size, most: Size, of: string): Error {
  return fail(scope, {
    code: 'AIC-2034',
    what: `${of} of ${facts.poolName} has less memory`,
    got: prose(memory.toString()),
    want: `at most ${most.toString()} (${facts.acceleratorName})`,
    fix: 'Ask for less, for several whole devices, or take a pool with larger ones.',
  });
}
