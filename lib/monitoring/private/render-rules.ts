import { controlAlerts } from './control-alerts';
import { deviceAlerts } from './device-alerts';
import { fabricAlerts } from './fabric-alerts';
import { queueAlerts } from './queue-alerts';
import { recordingRules } from './recording-rules';
import { NamedAlert, oneLine, RuleContext } from './rule-context';
import { Manifest } from '../../core/private/manifest-member';
import { Duration } from '../../units/duration';
import { AlertSeverity } from '../alert-rule';

/** Groups of alerts that come with the library, in the order in which they are read. */
export const BUILT_IN: { readonly [group: string]: (context: RuleContext) => NamedAlert[] } = {
  control: controlAlerts,
  devices: (context) => (context.resources.length === 0 ? [] : deviceAlerts(context)),
  fabric: fabricAlerts,
  queues: (context) => (context.resources.length === 0 ? [] : queueAlerts(context)),
};

/** Groups of one PrometheusRule. A group without rules is none. */
export interface RuleGroup {
  readonly name: string;
  readonly rules: Manifest[];
}

export function builtInGroups(context: RuleContext, without: ReadonlySet<string>, runbookPage: string): RuleGroup[] {
  const recorded = context.resources.length === 0 ? [] : recordingRules(context);
  const alerts = Object.entries(BUILT_IN).map(([group, make]) => ({
    name: `ai-cloud.${group}`,
    rules: make(context)
      .filter(({ name }) => !without.has(name))
      .map((alert) => renderAlert(alert, runbookPage)),
  }));
  return [{ name: 'ai-cloud.recorded', rules: recorded.map((rule) => ({ ...rule })) }, ...alerts].filter(
    ({ rules }) => rules.length > 0,
  );
}

export function renderAlert(alert: NamedAlert, runbookPage: string): Manifest {
  return {
    alert: alert.name,
    expr: oneLine(alert.expression),
    for: (alert.pendingFor ?? Duration.minutes(10)).toGoString(),
    labels: { severity: alert.severity ?? AlertSeverity.WARNING, ...alert.labels },
    annotations: {
      summary: alert.summary,
      description: alert.description,
      runbook: alert.runbook,
      runbook_url: alert.runbookUrl ?? `${runbookPage}#${alert.name.toLowerCase()}`,
    },
  };
}

export function renderPrometheusRule(
  name: string,
  namespace: string,
  labels: { [key: string]: string },
  groups: RuleGroup[],
): Manifest {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name, namespace, labels },
    spec: { groups },
  };
}
