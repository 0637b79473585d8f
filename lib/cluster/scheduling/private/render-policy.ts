import { PluginData, PolicyData } from './policy-data';

/**
 * The configuration as the YAML that operators know from upstream.
 *
 * Every text is quoted as JSON does it: YAML 1.1, which the scheduler reads, takes `10:30`, `on` or `1h` for something else.
 */
export function renderPolicy(policy: PolicyData): string {
  const lines = [`actions: ${JSON.stringify(policy.actions.join(', '))}`, 'tiers:'];
  for (const plugins of policy.tiers) {
    lines.push('- plugins:', ...plugins.flatMap((plugin) => renderPlugin(plugin)));
  }
  if (policy.configurations.length > 0) lines.push('configurations:');
  for (const { name, arguments: settings } of [...policy.configurations].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    lines.push(`- name: ${name}`, ...renderArguments(settings, '  '));
  }
  if (Object.keys(policy.metrics).length > 0) {
    lines.push(
      'metrics:',
      ...sorted(policy.metrics).map(([key, value]) => `  ${keyOf(key)}: ${JSON.stringify(value)}`),
    );
  }
  return lines.join('\n');
}

function renderPlugin(plugin: PluginData): string[] {
  return [
    `  - name: ${plugin.name}`,
    ...sorted(plugin.switches).map(([key, value]) => `    ${key}: ${String(value)}`),
    ...renderArguments(plugin.arguments, '    '),
  ];
}

/** Structures are written as JSON, which is YAML too. */
function renderArguments(settings: { readonly [key: string]: unknown }, indent: string): string[] {
  const lines = sorted(settings).map(([key, value]) => `${indent}  ${keyOf(key)}: ${JSON.stringify(inOrder(value))}`);
  return lines.length === 0 ? [] : [`${indent}arguments:`, ...lines];
}

function keyOf(key: string): string {
  return /^[A-Za-z][\w./-]*$/.test(key) ? key : JSON.stringify(key);
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return value;
  return Object.fromEntries(sorted(value as { [key: string]: unknown }).map(([key, item]) => [key, inOrder(item)]));
}

function sorted<T>(map: { readonly [key: string]: T }): [string, T][] {
  return Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
}
