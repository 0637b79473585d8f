import { NicSetup } from './resolve-nics';
import { AddressFamily } from '../fabric-addressing';
import { LosslessClass } from '../roce-v2-options';

type Environment = { [name: string]: string };

/**
 * NCCL, and RCCL, which reads the same: GID index and traffic class only when they were declared. The pod network
 * carries the first contact.
 */
export function ncclEnvironment(setup: NicSetup, ownNetworks: boolean): Environment {
  const { losslessClass, gidIndex, addressing, hca, serviceLevel } = setup;
  const isIpv6 = ownNetworks && addressing?.family === AddressFamily.IPV6 && setup.link === 'ether';
  return {
    ...(isIpv6 ? { NCCL_IB_ADDR_FAMILY: addressing.family } : {}),
    ...(gidIndex === undefined ? {} : { NCCL_IB_GID_INDEX: String(gidIndex) }),
    NCCL_IB_HCA: hca,
    ...(serviceLevel === undefined ? {} : { NCCL_IB_SL: String(serviceLevel) }),
    ...(losslessClass === undefined ? {} : { NCCL_IB_TC: String(trafficClass(losslessClass)) }),
    NCCL_SOCKET_IFNAME: setup.socketInterface,
  };
}

/** The eight bits of the IP header: DSCP and, for switches that mark congestion, "able to understand marks". */
function trafficClass({ dscp, ecn = true }: LosslessClass): number {
  return (dscp << 2) | (ecn ? 2 : 0);
}

/**
 * HCCL: its NICs sit on the accelerators. It takes a traffic class in steps of four and sets the marks itself.
 *
 * @see https://gitee.com/ascend/cann-hccl/blob/master/docs/env/HCCL_RDMA_TC.md
 */
export function hcclEnvironment(socketInterface: string, losslessClass: LosslessClass | undefined): Environment {
  return {
    ...(losslessClass === undefined
      ? {}
      : {
          HCCL_RDMA_SL: String(losslessClass.pfcPriority),
          HCCL_RDMA_TC: String(losslessClass.dscp << 2),
        }),
    HCCL_SOCKET_IFNAME: socketInterface,
  };
}

/** libfabric over EFA. @see https://github.com/aws-samples/awsome-distributed-training */
export function efaEnvironment(): Environment {
  return {
    FI_EFA_FORK_SAFE: '1',
    FI_EFA_USE_DEVICE_RDMA: '1',
    FI_PROVIDER: 'efa',
    NCCL_SOCKET_IFNAME: 'eth0',
  };
}

/** Elastic RDMA is the only RDMA of its nodes: NCCL finds it. */
export function erdmaEnvironment(): Environment {
  return { NCCL_SOCKET_IFNAME: 'eth0' };
}
