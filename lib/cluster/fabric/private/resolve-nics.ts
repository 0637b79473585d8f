import { fail } from '../../../core/private/fail';
import { Size } from '../../../units/size';
import { FabricAddressing } from '../fabric-addressing';
import { InfiniBandOptions } from '../infini-band-options';
import { NicMode } from '../nic-mode';
import { NicOptions } from '../nic-options';
import { LosslessClass, RoceV2Options } from '../roce-v2-options';

/** What the ports of a NIC speak, as the device plugin and sysfs spell it. */
export type LinkLayer = 'ether' | 'infiniband';

/** The NICs of a pool with every default decided. */
export interface NicSetup {
  readonly link: LinkLayer;
  readonly interfaces: string[];
  readonly mode: NicMode;
  /** Undefined where the interfaces of pods need no address. */
  readonly addressing?: FabricAddressing;
  readonly losslessClass?: LosslessClass;
  readonly serviceLevel?: number;
  readonly hca: string;
  readonly socketInterface: string;
  readonly gidIndex?: number;
  readonly mtu?: number;
  readonly sharedMemory: Size;
  readonly ipcLock: boolean;
  readonly preflight: boolean;
}

export function resolveRoce(o: RoceV2Options): NicSetup {
  checkNics(o.nicsPerNode, 32);
  checkNumbers([
    ['losslessClass.dscp', o.losslessClass?.dscp, 0, 63],
    ['losslessClass.pfcPriority', o.losslessClass?.pfcPriority, 0, 7],
    ['gidIndex', o.gidIndex, 0, 255],
    ['mtu', o.mtu, 1280, 9216],
  ]);
  return {
    ...resolveNics(o, 'ether', 'rdma'),
    addressing: o.addressing ?? FabricAddressing.automaticIpv6(),
    losslessClass: o.losslessClass,
    gidIndex: o.gidIndex,
    mtu: o.mtu,
  };
}

export function resolveInfiniBand(o: InfiniBandOptions): NicSetup {
  checkNics(o.nicsPerNode, 32);
  checkNumbers([['serviceLevel', o.serviceLevel, 0, 15]]);
  return {
    ...resolveNics(o, 'infiniband', 'ib'),
    addressing: o.addressing,
    serviceLevel: o.serviceLevel,
  };
}

function resolveNics(o: NicOptions, link: LinkLayer, stem: string): NicSetup {
  const interfaces = o.interfaces ?? Array.from({ length: o.nicsPerNode }, (_, i) => `${stem}${i}`);
  const isName = (name: string): boolean => /^[a-zA-Z0-9_.-]{1,15}$/.test(name);
  const areNames = interfaces.every(isName) && new Set(interfaces).size === interfaces.length;
  if (interfaces.length !== o.nicsPerNode || !areNames) {
    throw fail(undefined, {
      code: 'AIC-2021',
      what: 'the interfaces do not name the NICs',
      got: interfaces,
      want: `${o.nicsPerNode} different interface names of at most 15 characters`,
      fix: `List what \`ip link\` shows on the nodes, or leave interfaces out when they are called ${stem}0, ${stem}1, …`,
    });
  }
  const networks = o.addressing?.pool?.subnets ?? o.addressing?.prefixes?.cidrs ?? [];
  if (networks.length > 1 && networks.length !== o.nicsPerNode) {
    throw fail(undefined, {
      code: 'AIC-2072',
      what: 'the addresses are neither for all NICs nor for each',
      got: networks,
      want: `one network, or ${o.nicsPerNode}: one for each NIC`,
      fix: 'Give one subnet where all NICs reach each other, one per NIC where each is a rail of its own.',
    });
  }
  return {
    link,
    interfaces,
    mode: o.mode ?? NicMode.shared(),
    hca: o.hca ?? 'mlx5',
    socketInterface: o.socketInterface ?? 'eth0',
    sharedMemory: o.sharedMemory ?? Size.gibibytes(32),
    ipcLock: o.ipcLock ?? true,
    preflight: o.preflight ?? true,
  };
}

export function checkNics(nics: number, most: number): void {
  if (Number.isInteger(nics) && nics >= 1 && nics <= most) return;
  throw fail(undefined, {
    code: 'AIC-2020',
    what: 'the fabric has no usable number of NICs per node',
    got: nics,
    want: `a whole number from 1 to ${most}`,
    fix: 'Count the RDMA NICs of one node, not those of the pool.',
  });
}

/** Each: what it is called, what was given, least, most. */
export function checkNumbers(limits: [string, number | undefined, number, number][]): void {
  for (const [what, got, least, most] of limits) {
    if (got === undefined || (Number.isInteger(got) && got >= least && got <= most)) continue;
    throw fail(undefined, {
      code: 'AIC-2023',
      what: `${what} of the fabric is out of range`,
      got,
      want: `a whole number from ${least} to ${most}`,
      fix: 'Ask the administrator of the switches for the value.',
    });
  }
}
