import { Construct } from 'constructs';
import { CloudConfig, GenericCloud, ICloudProfile, RdmaKind } from '../../../lib';

/** A cloud with RDMA of some kind. */
export class RdmaCloud implements ICloudProfile {
  constructor(
    private readonly kind: RdmaKind | undefined,
    private readonly region?: string,
  ) {}

  public bind(host: Construct): CloudConfig {
    const { facts } = new GenericCloud().bind(host);
    const rdma = {
      resource: 'acme.com/nic',
      amountPerPod: 1,
      amountPerNode: 200,
      annotations: { 'acme.com/networks': 'rdma' },
      maxNicsPerNode: 8,
      kind: this.kind,
    };
    return { facts: { ...facts, name: 'acme', region: this.region }, rdma };
  }
}

export const AWS = { cloud: new RdmaCloud(RdmaKind.EFA, 'cn-north-1') };
