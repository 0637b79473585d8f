import { Duration } from '../../units/duration';
import { Size } from '../../units/size';
import { GrafanaOptions } from '../grafana-options';

/** Release of the chart: what its Prometheus looks for on monitors and rules. */
export const STACK_RELEASE = 'kube-prometheus-stack';

/** What is installed, with every default decided. */
export interface InstalledMetrics {
  readonly grafana?: Required<GrafanaOptions>;
  readonly retention: Duration;
  readonly storage: Size;
  readonly storageClass?: string;
  readonly replicas: number;
  readonly cpu: number;
  readonly memory: Size;
}
