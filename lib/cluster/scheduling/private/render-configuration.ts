import type { SchedulerPlugin } from '../scheduler-plugin';

/**
 * The configuration as the YAML that operators know from upstream.
 *
 * Every text is quoted as JSON does it: YAML 1.1, which the scheduler reads, takes `10:30`, `on` or `1h` for something else.
 */
export function renderConfiguration(actions: string[], tiers: SchedulerPlugin[][], devices: string[]): string {
  const lines = [`actions: ${JSON.stringify(actions.join(', '))}`, 'tiers:'];
  for (const plugins of tiers) {
    lines.push('- plugins:');
    for (const plugin of plugins) {
      lines.push(`  - name: ${plugin.name}`);
      lines.push(...sorted(plugin._switches).map(([key, value]) => `    ${key}: ${value}`));
      const settings = sorted(plugin._arguments(devices));
      if (settings.length > 0) lines.push('    arguments:');
      lines.push(...settings.map(([key, value]) => `      ${key}: ${JSON.stringify(value)}`));
    }
  }
  return lines.join('\n');
}

function sorted<T>(map: { [key: string]: T }): [string, T][] {
  return Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
}
