import { checkDnsLabel } from '../core/private/names';
import { Duration } from '../units/duration';
import { checkHeaders, checkMcpUrl, checkToolNames } from './private/check';
import { ResolvedTool } from './private/render-agent';
import { SecretKeySelector } from '../contracts/secret-key-selector';

/** Where an MCP server is and what an agent may do with it. */
export interface McpToolOptions {
  /** Address of the server, with `http://` or `https://` and without credentials. May be a Terraform token. */
  readonly url: string;

  /**
   * The functions that the agent may call.
   *
   * @default - all functions of the server, also those that it gains later
   */
  readonly toolNames?: string[];

  /**
   * What the server is for. The model does not read it; people do.
   *
   * @default - its name
   */
  readonly description?: string;

  /**
   * How long a call may take.
   *
   * @default Duration.seconds(30)
   */
  readonly timeout?: Duration;

  /**
   * HTTP headers, each from a Secret in the namespace of the agents.
   *
   * @default - none
   */
  readonly headers?: { [name: string]: SecretKeySelector };
}

/**
 * Something that an agent can use.
 *
 * @example
 * import { Tool } from 'cdktf-ai-cloud';
 *
 * const orders = Tool.mcp('orders', {
 *   url: 'https://orders.internal/mcp',
 *   toolNames: ['find_order', 'refund'],
 *   headers: { Authorization: { secretName: 'orders-mcp', key: 'authorization' } },
 * });
 */
export class Tool {
  /** A server that speaks the Model Context Protocol over streamable HTTP. */
  public static mcp(name: string, options: McpToolOptions): Tool {
    const headers = options.headers ?? {};
    checkDnsLabel(undefined, 'the name of the tool', name);
    checkHeaders(name, headers);
    return new Tool({
      name,
      url: checkMcpUrl(name, options.url),
      description: options.description ?? name,
      timeout: (options.timeout ?? Duration.seconds(30)).toGoString(),
      functions: options.toolNames === undefined ? [] : checkToolNames(name, options.toolNames),
      headers,
    });
  }

  /** Name of the tool. */
  public readonly toolName: string;

  private constructor(
    /** @internal */
    public readonly _resolved: ResolvedTool,
  ) {
    this.toolName = _resolved.name;
  }
}
