import { TerraformStack } from 'cdktf';
import { AINativeClusterProps, CloudConfig, CloudProfile, ICloudProfile, Pool, PoolOptions } from '../../../lib';
import { IConstruct } from 'constructs';
import { blueprintOf, chartsOf, manifestsOf } from '../../harness';
import { clusterFixture, poolOptions } from '../support';

export interface PoolsFixture {
  readonly stack: TerraformStack;
  readonly pools: { [name: string]: Pool };
}

/** A cluster with a pool for each entry, by name. */
export function withPools(
  pools: { [name: string]: Partial<PoolOptions> },
  props: Partial<AINativeClusterProps> = {},
): PoolsFixture {
  const { stack, cluster } = clusterFixture(props);
  const made = Object.entries(pools).map(([name, options]) => [
    name,
    cluster.pools.add(name, poolOptions(name, { ...options, deviceSoftware: options.deviceSoftware })),
  ]);
  return { stack, pools: Object.fromEntries(made) as { [name: string]: Pool } };
}

/** A cloud that brings everything for NVIDIA devices, and knows how to keep its plugin away if told so. */
export class TestCloud implements ICloudProfile {
  constructor(private readonly changes: Partial<CloudConfig> = {}) {}

  public bind(host: IConstruct): CloudConfig {
    const brought = CloudProfile.generic({ bringsDriver: true, bringsToolkit: true, bringsDevicePlugin: true });
    return { ...brought.bind(host), ...this.changes };
  }
}

/** Driver and toolkit are on the nodes, the device plugin is not. */
export const BARE = CloudProfile.generic({ bringsDriver: true, bringsToolkit: true });

/** All that can be read of a cluster with the one pool `a`. */
export function made(pool: Partial<PoolOptions>, props: Partial<AINativeClusterProps> = {}): any {
  const { stack, pools } = withPools({ a: pool }, props);
  return {
    charts: chartsOf(stack),
    manifests: manifestsOf(stack),
    blueprint: blueprintOf(stack),
    pool: pools.a,
    stack,
  };
}

/** Labels of the nodes of the one pool. */
export const labelsOf = ({ blueprint }: any): any => blueprint.pools[0].labels;
