import { setTimeout as sleep } from 'node:timers/promises';

import type { ApiClient, ApiRequest, ApiResponse } from '../../control-plane/index.js';
import { CliFailure, refusal } from '../../control-plane/index.js';
import { isNotYet } from '../objects/apply.js';

const TRIES = 8;
const PAUSE_MS = 50;

/** A client that asks again when a connection drops or the server is busy; what is refused for good ends the replay. */
export class SteadyClient {
  constructor(
    private readonly api: ApiClient,
    private readonly signal: AbortSignal,
  ) {}

  /** Creates an object; one that an unanswered try made already counts as made. */
  async create(path: string, body: object): Promise<void> {
    mustBe(await this.send('POST', path, { body }), [200, 201, 202, 409], `POST ${path}`);
  }

  /** Changes an object that may be gone. */
  async patch(path: string, body: object): Promise<void> {
    const contentType = 'application/merge-patch+json';
    mustBe(await this.send('PATCH', path, { body, contentType }), [200, 404], `PATCH ${path}`);
  }

  /** Deletes what may be gone; the uid of the one object that went. */
  async remove(path: string): Promise<string | undefined> {
    const response = await this.send('DELETE', path, {});
    mustBe(response, [200, 202, 404], `DELETE ${path}`);
    return (response.body as { details?: { uid?: string } }).details?.uid;
  }

  private async send(method: string, path: string, options: ApiRequest): Promise<ApiResponse> {
    for (let attempt = 1; ; attempt += 1) {
      this.signal.throwIfAborted();
      try {
        const response = await this.api.request(method, path, { ...options, signal: this.signal });
        if (!isPassing(response) || attempt === TRIES) return response;
      } catch (error) {
        this.signal.throwIfAborted();
        if (attempt === TRIES) throw error;
      }
      await sleep(PAUSE_MS * 2 ** (attempt - 1), undefined, { signal: this.signal });
    }
  }
}

/** Busy, not ready yet, or a webhook that did not answer. */
function isPassing(response: ApiResponse): boolean {
  return response.status >= 500 || isNotYet(response);
}

function mustBe(response: ApiResponse, wanted: readonly number[], where: string): void {
  if (wanted.includes(response.status)) return;
  throw new CliFailure({
    code: 'AIC-8020',
    where,
    what: 'the API server refused a part of the replay',
    got: refusal(response),
    fix: 'Correct what the message names; a program that changes admission may refuse the jobs of a trace.',
  });
}
