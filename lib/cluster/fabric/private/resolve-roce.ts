import { fail } from '../../../core/private/fail';
import { Size } from '../../../units/size';
import { FabricAddressing } from '../fabric-addressing';
import { LosslessClass, RoceV2Options } from '../roce-v2-options';

/** A RoCE fabric with every default decided. */
export interface RoceSetup {
  readonly interfaces: string[];
  readonly addressing: FabricAddressing;
  readonly losslessClass?: LosslessClass;
  readonly hca: string;
  readonly gidIndex?: number;
  readonly mtu?: number;
  readonly sharedMemory: Size;
  readonly ipcLock: boolean;
  readonly preflight: boolean;
}

export function resolveRoce(o: RoceV2Options): RoceSetup {
  checkNics(o.nicsPerNode, 32);
  const interfaces = o.interfaces ?? Array.from({ length: o.nicsPerNode }, (_, i) => `rdma${i}`);
  const isName = (name: string): boolean => /^[a-zA-Z0-9_.-]{1,15}$/.test(name);
  const areNames = interfaces.every(isName) && new Set(interfaces).size === interfaces.length;
  if (interfaces.length !== o.nicsPerNode || !areNames) {
    throw fail(undefined, {
      code: 'AIC-2021',
      what: 'the interfaces do not name the NICs',
      got: interfaces,
      want: `${o.nicsPerNode} different interface names of at most 15 characters`,
      fix: 'List what `ip link` shows on the nodes, or leave interfaces out when they are called rdma0, rdma1, …',
    });
  }
  checkNumbers(o);
  return {
    interfaces,
    addressing: o.addressing ?? FabricAddressing.automaticIpv6(),
    losslessClass: o.losslessClass,
    hca: o.hca ?? 'mlx5',
    gidIndex: o.gidIndex,
    mtu: o.mtu,
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

function checkNumbers(o: RoceV2Options): void {
  const limits: [string, number | undefined, number, number][] = [
    ['losslessClass.dscp', o.losslessClass?.dscp, 0, 63],
    ['losslessClass.pfcPriority', o.losslessClass?.pfcPriority, 0, 7],
    ['gidIndex', o.gidIndex, 0, 255],
    ['mtu', o.mtu, 1280, 9216],
  ];
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
