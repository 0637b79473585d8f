import { Token } from 'cdktf';
import { IConstruct } from 'constructs';
import { fail, prose } from '../../core/private/fail';
import { checkDnsLabel, isDnsSubdomain } from '../../core/private/names';
import { SecretKeySelector } from '../../contracts/secret-key-selector';

/** Helm allows 53 characters, and the release of an agent is `agent-<name>`. */
const LONGEST_AGENT = 47;

/** An agent is also a Deployment, a Service, a ServiceAccount and a Secret of its name, beside those of kagent. */
export function checkAgentName(scope: IConstruct, name: string): string {
  checkDnsLabel(scope, 'the name of the agent', name, LONGEST_AGENT);
  if (!/^[a-z]/.test(name)) {
    throw fail(scope, {
      code: 'AIC-5002',
      what: 'the name of the agent starts with a digit',
      got: name,
      want: 'a letter first: kagent makes a Service of this name',
      fix: `For example 'agent-${name}'.`,
    });
  }
  if (name === 'default' || name === 'default-model-config' || name === 'kagent' || name.startsWith('kagent-')) {
    throw fail(scope, {
      code: 'AIC-5003',
      what: 'the name of the agent belongs to kagent',
      got: name,
      want: "any name but 'default', 'default-model-config', 'kagent' and 'kagent-…'",
      fix: 'Kagent makes objects of the name of the agent and would overwrite its own; name it after its job.',
    });
  }
  return name;
}

/** Kagent writes the configuration of an agent into a Secret of its name, over whatever is there. */
export function checkSecretStays(scope: IConstruct, agents: string[], secrets: string[]): void {
  const lost = secrets.find((secret) => agents.includes(secret));
  if (lost !== undefined) {
    throw fail(scope, {
      code: 'AIC-5014',
      what: 'an agent has the name of a Secret that agents read',
      got: lost,
      want: 'different names: kagent would overwrite the Secret',
      fix: 'Rename the agent or the Secret.',
    });
  }
}

/** Where an MCP server answers; a Terraform token is taken as it is. */
export function checkMcpUrl(tool: string, url: string): string {
  if (Token.isUnresolved(url)) return url;
  const refuse = (got: unknown, want: string, fix: string): Error =>
    fail(undefined, { code: 'AIC-5008', what: `the URL of tool ${tool} is not usable`, got, want, fix });
  if (!URL.canParse(url)) {
    throw refuse(url, 'an absolute URL', 'For example https://orders.internal/mcp.');
  }
  const { protocol, username, password } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw refuse(url, 'http:// or https://', 'Tools are reached over streamable HTTP.');
  }
  if (username !== '' || password !== '') {
    throw refuse(prose('credentials in the URL (not shown)'), 'none', 'Put them into a Secret and name it in headers.');
  }
  return url;
}

/** Names of functions that a model may call. */
export function checkToolNames(tool: string, names: string[]): string[] {
  const distinct = [...new Set(names)].sort();
  if (names.length === 0 || names.length > 50 || distinct.length < names.length || distinct.includes('')) {
    throw fail(undefined, {
      code: 'AIC-5009',
      what: `the allowed functions of tool ${tool} are not usable`,
      got: prose(JSON.stringify(names)),
      want: '1 to 50 different names',
      fix: 'Leave toolNames out to allow all functions of the server.',
    });
  }
  return distinct;
}

export function checkHeaders(tool: string, headers: { [name: string]: SecretKeySelector }): void {
  const lower = new Set<string>();
  for (const [name, secret] of Object.entries(headers)) {
    if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(name) || lower.has(name.toLowerCase())) {
      throw fail(undefined, {
        code: 'AIC-5010',
        what: `a header of tool ${tool} is not usable`,
        got: name,
        want: 'each HTTP header once, whatever its case',
        fix: "For example { Authorization: { secretName: 'orders-mcp', key: 'authorization' } }.",
      });
    }
    lower.add(name.toLowerCase());
    checkSecretKey(undefined, `header ${name} of tool ${tool}`, secret);
  }
}

export function checkSecretKey(scope: IConstruct | undefined, what: string, secret: SecretKeySelector): void {
  const { secretName, key } = secret;
  const known = ![secretName, key].some((text) => Token.isUnresolved(text));
  if (!known || !isDnsSubdomain(secretName) || !/^[-._a-zA-Z0-9]{1,253}$/.test(key)) {
    throw fail(scope, {
      code: 'AIC-5011',
      what: `the Secret for ${what} is not usable`,
      got: prose(`name '${secretName}' and key '${key}'`),
      want: 'the name of a Secret and a key in it, both known at synthesis',
      fix: 'Give the names, never the value: the Secret is made outside of this program or by a secret store.',
    });
  }
}
