import { AgentOptions } from '../agent';

/** Names of the Secrets that an agent reads. */
export function secretsOf(options: AgentOptions): string[] {
  const headers = (options.tools ?? []).flatMap((tool) => Object.values(tool._resolved.headers));
  return [...headers, ...(options.apiKey === undefined ? [] : [options.apiKey])].map((secret) => secret.secretName);
}
