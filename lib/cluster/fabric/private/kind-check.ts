import { RdmaKind } from '../../../clouds/cloud-contract';
import { fail } from '../../../core/private/fail';
import { IFabricHost } from '../fabric-contract';

const FACTORIES: { readonly [kind in RdmaKind]: string } = {
  [RdmaKind.ROCE_V2]: 'Fabric.roceV2',
  [RdmaKind.INFINI_BAND]: 'Fabric.infiniBand',
  [RdmaKind.EFA]: 'Fabric.efa',
  [RdmaKind.ERDMA]: 'Fabric.erdma',
};

/** A cloud has one network between accelerators, and accelerators that bring NICs have RoCE. */
export function checkKind(host: IFabricHost, kind: RdmaKind): void {
  const other = host.nicsOnAccelerators ? RdmaKind.ROCE_V2 : cloudKind(host);
  if (other === undefined || other === kind) return;
  const who = host.nicsOnAccelerators
    ? 'the accelerators bring RoCE NICs'
    : `${host.cluster.cloudFacts.name} has ${other}`;
  throw fail(host.scope, {
    code: 'AIC-2076',
    what: `the nodes of ${host.poolName} have another network between accelerators`,
    got: kind,
    want: `${other}: ${who}`,
    fix: `Write fabric: ${FACTORIES[other]}({ … }).`,
  });
}

function cloudKind(host: IFabricHost): RdmaKind | undefined {
  return host.cloudRdma === undefined ? undefined : (host.cloudRdma.kind ?? RdmaKind.ROCE_V2);
}
