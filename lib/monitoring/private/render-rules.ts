import { controlAlerts } from './control-alerts';
import { deviceAlerts } from './device-alerts';
import { fabricAlerts } from './fabric-alerts';
import { queueAlerts } from './queue-alerts';
import { recordingRules } from './recording-rules';
import { NamedAlert, RuleContext } from './rule-context';
import { renderAlert, RuleGroup } from '../../core/private/metrics/render-rules';

/** Groups of alerts that come with the library, in the order in which they are read. */
export const BUILT_IN: { readonly [group: string]: (context: RuleContext) => NamedAlert[] } = {
  control: controlAlerts,
  devices: (context) => (context.resources.length === 0 ? [] : deviceAlerts(context)),
  fabric: fabricAlerts,
  queues: (context) => (context.resources.length === 0 ? [] : queueAlerts(context)),
};

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
