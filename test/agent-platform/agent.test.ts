import { TerraformVariable } from 'cdktf';
import { AgentOptions, Bundle, Registries, Tool } from '../../lib';
import { absent, blueprintOf, bundlesOf, manifestsOf, terraformOf } from '../harness';
import { platform, Platform } from './support';

const INSTRUCTIONS = 'You help customers. Never write ${PASSWORD} or {{ .Secret }}.';
const ORDERS = Tool.mcp('orders', { url: 'https://orders.internal/mcp' });

function withAgent(options: Partial<AgentOptions> = {}, name = 'support', on: Platform = platform()): any {
  const agent = on.agents.add(name, { model: on.chat, instructions: INSTRUCTIONS, ...options });
  return { ...on, agent, manifests: manifestsOf(on.stack) };
}

describe('an agent', () => {
  test('is one bundle of its own', () => {
    const { stack } = withAgent({ tools: [ORDERS] });
    expect(bundlesOf(stack)['agent-support']).toEqual([
      'Agent/support',
      'ModelConfig/support',
      'RemoteMCPServer/support.orders',
    ]);
  });

  test('thinks with the model of the endpoint', () => {
    const { manifests } = withAgent();
    expect(manifests['ModelConfig/support'].spec).toEqual({
      provider: 'OpenAI',
      model: 'qwen3-32b',
      openAI: { baseUrl: 'http://chat.serving.svc/v1' },
    });
    expect(manifests['Agent/support'].spec.declarative.modelConfig).toBe('support');
  });

  test('sends a placeholder to a model that asks for no key', () => {
    const { manifests } = withAgent();
    expect(manifests['Agent/support'].spec.declarative.deployment.env).toEqual([
      { name: 'OPENAI_API_KEY', value: 'none' },
    ]);
  });

  test('reads the key of a model from a Secret', () => {
    const { manifests } = withAgent({ apiKey: { secretName: 'outside', key: 'token' } });
    expect(manifests['ModelConfig/support'].spec).toMatchObject({ apiKeySecret: 'outside', apiKeySecretKey: 'token' });
    absent((m: any) => m['Agent/support'].spec.declarative.deployment.env, withAgent().manifests, manifests);
  });

  test('gets its instructions as they are written', () => {
    const { stack, manifests } = withAgent();
    expect(manifests['Agent/support'].spec.declarative.systemMessage).toBe(INSTRUCTIONS);
    expect(JSON.stringify(terraformOf(stack))).toContain('$${PASSWORD}');
  });

  test('is described by its name unless it says more', () => {
    expect(withAgent().manifests['Agent/support'].spec.description).toBe('support');
    expect(withAgent({ description: 'Orders' }).manifests['Agent/support'].spec.description).toBe('Orders');
  });

  test('runs in one pod, or in as many as asked for', () => {
    const replicas = (m: any): number => m['Agent/support'].spec.declarative.deployment.replicas;
    expect(replicas(withAgent().manifests)).toBe(1);
    expect(replicas(withAgent({ replicas: 3 }).manifests)).toBe(3);
  });

  test('runs without any privilege', () => {
    const { deployment } = withAgent().manifests['Agent/support'].spec.declarative;
    expect(deployment.podSecurityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 1001,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(deployment.securityContext).toEqual({ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } });
  });

  test('is pulled with the pull Secret of the mirror', () => {
    const mirror = platform({}, Registries.mirror('registry.acme.com', { pullSecretName: 'mirror' }));
    const pull = (m: any): unknown => m['Agent/support'].spec.declarative.deployment.imagePullSecrets;
    const { manifests } = withAgent({}, 'support', mirror);
    expect(pull(manifests)).toEqual([{ name: 'mirror' }]);
    absent(pull, manifests, withAgent().manifests);
  });

  test('comes after the controller, its model and what the platform waits for', () => {
    const on = platform();
    const secret = new Bundle(on.stack, 'DatabaseSecret', { target: on.cluster });
    on.agents.node.addDependency(secret);
    const { stack } = withAgent({}, 'support', on);
    const unit = blueprintOf(stack).units.find((u: any) => u.releaseName === 'agent-support');
    expect(unit.dependsOn).toEqual([
      'test/Agents/Resource',
      'test/Chat',
      'test/Cluster/Foundation',
      'test/DatabaseSecret',
    ]);
  });

  test('can be read back and waited for', () => {
    const { agent, stack, cluster } = withAgent();
    expect([agent.agentName, agent.namespace]).toEqual(['support', 'kagent']);
    expect(agent.url).toBe('http://kagent-controller.kagent.svc.cluster.local:8083/api/a2a/kagent/support');
    const after = new Bundle(stack, 'After', { target: cluster });
    after.node.addDependency(agent.ready);
    const unit = blueprintOf(stack).units.find((u: any) => u.releaseName === 'after');
    expect(unit.dependsOn).toContain('test/Agents/Agents/support/Resource');
  });

  test('stands in the blueprint', () => {
    const { stack } = withAgent({ tools: [Tool.mcp('web', { url: 'http://web.tools/mcp' }), ORDERS] });
    expect(blueprintOf(stack).agents).toEqual([
      {
        path: 'test/Agents/Agents/support',
        cluster: 'test/Cluster',
        namespace: 'kagent',
        name: 'support',
        model: 'qwen3-32b',
        tools: ['orders', 'web'],
      },
    ]);
  });

  test('is the same whatever the order of agents and tools', () => {
    const web = Tool.mcp('web', { url: 'http://web.tools/mcp', toolNames: ['search', 'fetch'] });
    const write = (names: string[], tools: Tool[]): any => {
      const on = platform();
      names.forEach((name) => on.agents.add(name, { model: on.chat, instructions: INSTRUCTIONS, tools }));
      return [blueprintOf(on.stack), terraformOf(on.stack)];
    };
    expect(write(['b', 'a'], [web, ORDERS])).toEqual(write(['a', 'b'], [ORDERS, web]));
  });

  test('may have a model whose address only Terraform knows', () => {
    const on = platform();
    const address = new TerraformVariable(on.stack, 'Address', { type: 'string' });
    const { stack } = withAgent({ model: { ...on.chat, baseUrl: address.stringValue } }, 'support', on);
    expect(JSON.stringify(terraformOf(stack).resource)).toContain('${jsonencode(var.Address)}');
  });
});

describe('the name of an agent', () => {
  test('may have 47 characters', () => {
    expect(Object.keys(withAgent({}, 'a'.repeat(47)).manifests)).toContain(`Agent/${'a'.repeat(47)}`);
  });

  test('fails with the limit when it is longer', () => {
    expect(() => withAgent({}, 'a'.repeat(48))).toThrow(/AIC-1002 at test\/Agents: .*at most 47 characters/);
  });

  test('fails when it starts with a digit', () => {
    expect(() => withAgent({}, '1st-line')).toThrow(/AIC-5002 at test\/Agents: .*For example 'agent-1st-line'/s);
  });

  test.each(['default', 'default-model-config', 'kagent', 'kagent-controller'])(
    'fails on %p, which is taken',
    (name) => {
      expect(() => withAgent({}, name)).toThrow(/AIC-5003 at test\/Agents: the name of the agent belongs to kagent/);
    },
  );

  test('fails when it comes twice', () => {
    const on = platform();
    withAgent({}, 'support', on);
    expect(() => withAgent({}, 'support', on)).toThrow(
      /AIC-5004 at test\/Agents: the platform has an agent of this name/,
    );
  });

  test('fails when a Secret that agents read has it, in either order', () => {
    const tools = [Tool.mcp('orders', { url: 'http://o/mcp', headers: { A: { secretName: 'orders', key: 'k' } } })];
    const first = platform();
    withAgent({}, 'orders', first);
    expect(() => withAgent({ tools }, 'support', first)).toThrow(/AIC-5014 at test\/Agents: .*got 'orders'/);
    const second = platform();
    withAgent({ tools }, 'support', second);
    expect(() => withAgent({}, 'orders', second)).toThrow(/AIC-5014 at test\/Agents: .*got 'orders'/);
    expect(() => withAgent({}, 'agents-database')).toThrow(/AIC-5014 at test\/Agents: .*got 'agents-database'/);
  });
});

describe('options', () => {
  test.each(['', '  \n'])('fail without instructions: %p', (instructions) => {
    expect(() => withAgent({ instructions })).toThrow(/AIC-5005 at test\/Agents\/Agents\/support: .*no instructions/);
  });

  test('fail on two tools of one name', () => {
    expect(() => withAgent({ tools: [ORDERS, ORDERS] })).toThrow(/AIC-5006 at .*two tools of the agent have one name/);
  });

  test('fail on more tools than kagent takes', () => {
    const tools = Array.from({ length: 21 }, (_, i) => Tool.mcp(`t${i}`, { url: 'http://o/mcp' }));
    expect(() => withAgent({ tools })).toThrow(/AIC-5007 at .*got 21, want at most 20/);
  });

  test('fail on a key whose Secret is no name', () => {
    expect(() => withAgent({ apiKey: { secretName: 'sk-ABC', key: 'k' } })).toThrow(
      /AIC-5011 at .*the key of the model/,
    );
  });

  test.each([0, -1, 1.5, NaN])('fail on %p replicas', (replicas) => {
    expect(() => withAgent({ replicas })).toThrow(/AIC-5012 at .*want a whole number of 1 or more/);
  });
});
