import { XIDS } from '../../../catalog/device-faults';
import { DeviceFault, FaultConsequence } from '../device-fault';

/** A port of the fabric that is down. The script beside the detector finds it, not the kernel log. */
export const LINK_DOWN = 'FabricLinkDown';
export const LINK_DOWN_ACTION =
  'Look at the port of the switch, then at cable and transceiver. The taint goes when the port is active again.';

const CONSEQUENCES = {
  lost: FaultConsequence.DEVICE_LOST,
  degraded: FaultConsequence.DEVICE_DEGRADED,
  application: FaultConsequence.APPLICATION,
};

/** XIDs as the driver writes them: `NVRM: Xid (PCI:0000:3b:00): 79, GPU has fallen off the bus.` */
export function nvidiaFaults(ignored: readonly number[]): DeviceFault[] {
  return XIDS.filter(({ xid }) => !ignored.includes(xid)).map(({ xid, reason, consequence, action }) => ({
    reason: `Xid${xid}${reason}`,
    pattern: String.raw`NVRM: Xid \((?:PCI:)?[0-9a-fA-F:.]+\): ${xid}, .*`,
    consequence: CONSEQUENCES[consequence],
    action,
  }));
}
