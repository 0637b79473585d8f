import { IRegistries } from '../contracts/cluster';
import { ChartSource } from '../core/delivery-contract';

/** A pinned chart as it is read: from its own repository, or from the mirror. */
export function chartFrom(
  chart: Omit<ChartSource, 'crdGroups'> & { readonly crdGroups?: readonly string[] },
  registries: IRegistries,
): ChartSource {
  const { crdGroups, ...source } = chart;
  return {
    ...source,
    repository: registries.chartRepository(chart.repository),
    ...(crdGroups === undefined ? {} : { crdGroups: [...crdGroups] }),
  };
}
