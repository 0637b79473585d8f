import { Duration } from '../../../units/duration';
import { Manifest } from '../manifest-member';

/** A recording rule: a name for what several alerts and panels ask. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  /** Labels that its series carry besides those of the expression. */
  readonly labels?: { readonly [name: string]: string };
}

/** An alert by its name. */
export interface NamedAlert {
  readonly name: string;
  readonly expression: string;
  readonly pendingFor?: Duration;
  readonly severity?: string;
  readonly summary: string;
  readonly description: string;
  readonly runbook: string;
  readonly runbookUrl?: string;
  readonly labels?: { readonly [name: string]: string };
}

/** Groups of one PrometheusRule. A group without rules is none. */
export interface RuleGroup {
  readonly name: string;
  readonly rules: Manifest[];
}

export function renderAlert(alert: NamedAlert, runbookPage: string): Manifest {
  return {
    alert: alert.name,
    expr: oneLine(alert.expression),
    for: (alert.pendingFor ?? Duration.minutes(10)).toGoString(),
    labels: { severity: alert.severity ?? 'warning', ...alert.labels },
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

/** PromQL as it is read, on one line. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/\( /g, '(').replace(/ \)/g, ')').trim();
}
