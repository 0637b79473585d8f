import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifestsOf } from '../harness';
import { alertsOf, watched } from './support';

const PAGE = join(__dirname, '..', '..', 'docs', 'monitoring.md');
const TEXT = readFileSync(PAGE, 'utf8');
const ALERTS = alertsOf(manifestsOf(watched().stack)['PrometheusRule/ai-cloud']);

/** The text of an alert below its heading; what Prometheus fills in is left open. */
function section({ alert, for: pending, labels, annotations }: any): string {
  const open = (text: string): string => text.replace(/\{\{.*?\}\}/g, '…');
  return `### ${alert}\n\n*${labels.severity}, after ${pending}.* ${open(annotations.description)}\n\n${annotations.runbook}\n`;
}

test.each(ALERTS)('the page has a heading that $alert points to, and its runbook', (alert) => {
  expect(TEXT).toContain(section(alert));
  expect(alert.annotations.runbook_url).toMatch(new RegExp(`docs/monitoring\\.md#${alert.alert.toLowerCase()}$`));
});

test('the page has no alert that does not exist', () => {
  const told = [...TEXT.matchAll(/^### (AiCloud\w+)$/gm)].map(([, name]) => name);
  expect(told.sort()).toStrictEqual(ALERTS.map(({ alert }) => alert).sort());
});
