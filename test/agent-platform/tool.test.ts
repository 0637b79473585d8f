import { TerraformVariable } from 'cdktf';
import { AgentOptions, Duration, McpToolOptions, Tool } from '../../lib';
import { manifestsOf, terraformOf } from '../harness';
import { platform, Platform } from './support';

const INSTRUCTIONS = 'You help customers. Never write ${PASSWORD} or {{ .Secret }}.';
const ORDERS = Tool.mcp('orders', { url: 'https://orders.internal/mcp' });

function withAgent(options: Partial<AgentOptions> = {}, name = 'support', on: Platform = platform()): any {
  const agent = on.agents.add(name, { model: on.chat, instructions: INSTRUCTIONS, ...options });
  return { ...on, agent, manifests: manifestsOf(on.stack) };
}

describe('a tool', () => {
  const tool = (options: Partial<McpToolOptions> = {}): any =>
    withAgent({ tools: [Tool.mcp('orders', { url: 'https://orders.internal/mcp', ...options })] }).manifests;

  test('is an MCP server over HTTP that belongs to the agent', () => {
    const manifests = tool();
    expect(manifests['RemoteMCPServer/support.orders'].spec).toEqual({
      url: 'https://orders.internal/mcp',
      description: 'orders',
      protocol: 'STREAMABLE_HTTP',
      timeout: '30s',
    });
    expect(manifests['Agent/support'].spec.declarative.tools).toEqual([
      { type: 'McpServer', mcpServer: { apiGroup: 'kagent.dev', kind: 'RemoteMCPServer', name: 'support.orders' } },
    ]);
  });

  test('may offer a part of its functions', () => {
    const [used] = tool({ toolNames: ['refund', 'find_order'] })['Agent/support'].spec.declarative.tools;
    expect(used.mcpServer.toolNames).toEqual(['find_order', 'refund']);
  });

  test('has its own description and timeout', () => {
    const { spec } = tool({ description: 'Orders', timeout: Duration.minutes(2) })['RemoteMCPServer/support.orders'];
    expect([spec.description, spec.timeout]).toEqual(['Orders', '2m']);
  });

  test('takes headers from Secrets', () => {
    const headers = {
      'X-Tenant': { secretName: 'tenant', key: 'id' },
      Authorization: { secretName: 'mcp', key: 'token' },
    };
    expect(tool({ headers })['RemoteMCPServer/support.orders'].spec.headersFrom).toEqual([
      { name: 'Authorization', valueFrom: { type: 'Secret', name: 'mcp', key: 'token' } },
      { name: 'X-Tenant', valueFrom: { type: 'Secret', name: 'tenant', key: 'id' } },
    ]);
  });

  test('may be used by two agents', () => {
    const on = platform();
    withAgent({ tools: [ORDERS] }, 'support', on);
    const { manifests } = withAgent({ tools: [ORDERS] }, 'sales', on);
    expect(Object.keys(manifests)).toEqual(
      expect.arrayContaining(['RemoteMCPServer/sales.orders', 'RemoteMCPServer/support.orders']),
    );
  });

  test('may have an address that only Terraform knows', () => {
    const on = platform();
    const address = new TerraformVariable(on.stack, 'Tool', { type: 'string' });
    const tools = [Tool.mcp('orders', { url: `${address.stringValue}/mcp` })];
    const { stack } = withAgent({ tools }, 'support', on);
    expect(JSON.stringify(terraformOf(stack).resource)).toContain('var.Tool');
  });

  test('is known by its name', () => {
    expect(ORDERS.toolName).toBe('orders');
  });

  test.each(['orders', '//orders.internal/mcp', ''])('fails on %p, which is no URL', (url) => {
    expect(() => Tool.mcp('orders', { url })).toThrow(/AIC-5008: the URL of tool orders .*want an absolute URL/);
  });

  test('fails on a URL of another protocol', () => {
    expect(() => Tool.mcp('orders', { url: 'stdio://orders' })).toThrow(/AIC-5008.*want http:\/\/ or https:\/\//);
  });

  test('fails on credentials in a URL, without showing them', () => {
    const url = 'https://me:hunter2@orders.internal/mcp';
    expect(() => Tool.mcp('orders', { url })).toThrow(/AIC-5008.*credentials in the URL \(not shown\)/);
    expect(() => Tool.mcp('orders', { url })).not.toThrow(/hunter2/);
  });

  test.each([[[]], [['a', 'a']], [['']], [Array.from({ length: 51 }, (_, i) => `f${i}`)]])(
    'fails on the functions %j',
    (toolNames) => {
      expect(() => Tool.mcp('orders', { url: 'http://o/mcp', toolNames })).toThrow(/AIC-5009.*1 to 50 different names/);
    },
  );

  test('fails on a header that is none or comes twice', () => {
    const secret = { secretName: 's', key: 'k' };
    const wrong: McpToolOptions['headers'][] = [
      { 'No Header': secret },
      { authorization: secret, Authorization: secret },
    ];
    for (const headers of wrong) {
      expect(() => Tool.mcp('orders', { url: 'http://o/mcp', headers })).toThrow(/AIC-5010: a header of tool orders/);
    }
  });

  test('fails on a header whose Secret is no name', () => {
    const headers = { Authorization: { secretName: 'Bearer abc', key: 'k' } };
    expect(() => Tool.mcp('orders', { url: 'http://o/mcp', headers })).toThrow(
      /AIC-5011: .*header Authorization of tool/,
    );
  });

  test('fails on a name that Kubernetes refuses', () => {
    expect(() => Tool.mcp('My Orders', { url: 'http://o/mcp' })).toThrow(/AIC-1002: the name of the tool/);
  });
});
