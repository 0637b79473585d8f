import { Agent, request as httpsRequest } from 'node:https';

/** One request to the API server. */
export interface ApiRequest {
  /** Sent as JSON unless it is a string. */
  readonly body?: unknown;
  /** @default 'application/json' */
  readonly contentType?: string;
  readonly signal?: AbortSignal;
  /** @default 60000 */
  readonly timeoutMs?: number;
}

/** What the API server answered; a `Status` object when it refused. */
export interface ApiResponse {
  readonly status: number;
  /** Parsed JSON, or the text when it is none. */
  readonly body: unknown;
}

/** How the API server is reached. */
export interface ApiAccess {
  readonly url: string;
  readonly ca: string;
  readonly token: string;
}

/** A bare client for the API server: kept connections, JSON in and out, no retries. */
export class ApiClient {
  private readonly agent: Agent;

  constructor(private readonly access: ApiAccess) {
    this.agent = new Agent({ ca: access.ca, keepAlive: true, maxSockets: 32 });
  }

  /** Sends one request; rejects only when there is no answer. */
  request(method: string, path: string, options: ApiRequest = {}): Promise<ApiResponse> {
    return new Promise((resolve, reject) => {
      const body = encode(options.body);
      const request = httpsRequest(
        new URL(path, this.access.url),
        {
          method,
          agent: this.agent,
          signal: options.signal,
          timeout: options.timeoutMs ?? 60_000,
          headers: {
            accept: 'application/json',
            authorization: `Bearer ${this.access.token}`,
            ...(body === undefined
              ? {}
              : { 'content-type': options.contentType ?? 'application/json', 'content-length': body.length }),
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, body: decode(Buffer.concat(chunks).toString()) }),
          );
        },
      );
      request.on('timeout', () => request.destroy(new Error(`no answer to ${method} ${path}`)));
      request.on('error', reject);
      request.end(body);
    });
  }

  /** Closes the kept connections. */
  close(): void {
    this.agent.destroy();
  }
}

/** The message of a refused request. */
export function refusal(response: ApiResponse): string {
  const message = (response.body as { message?: unknown } | undefined)?.message;
  return `${response.status} ${typeof message === 'string' ? message : JSON.stringify(response.body)}`;
}

function encode(body: unknown): Buffer | undefined {
  if (body === undefined) return undefined;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

function decode(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
