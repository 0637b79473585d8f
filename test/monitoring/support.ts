import { TerraformStack } from 'cdktf';
import { AINativeCluster, AINativeClusterProps, Monitoring, MonitoringProps } from '../../lib';
import { clusterFixture, poolOptions } from '../cluster/support';

export interface MonitoringFixture {
  readonly stack: TerraformStack;
  readonly cluster: AINativeCluster;
  readonly monitoring: Monitoring;
}

/** A cluster with two H800 servers that is watched. */
export function watched(
  props: Partial<MonitoringProps> = {},
  cluster: Partial<AINativeClusterProps> = {},
): MonitoringFixture {
  const fixture = clusterFixture(cluster);
  fixture.cluster.pools.add('h800', poolOptions('h800'));
  return {
    ...fixture,
    monitoring: new Monitoring(fixture.stack, 'Monitoring', { cluster: fixture.cluster, ...props }),
  };
}

export function alertsOf(manifest: any): any[] {
  return manifest.spec.groups.flatMap((group: any) => group.rules).filter((rule: any) => rule.alert !== undefined);
}

export function alertOf(manifest: any, name: string): any {
  return alertsOf(manifest).find((rule) => rule.alert === name);
}
