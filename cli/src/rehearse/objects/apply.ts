import { setTimeout as sleep } from 'node:timers/promises';

import type { ApiClient, ApiResponse, Manifest } from '../../control-plane/index.js';
import { changedPointers } from './compare.js';
import type { Kinds } from './rest.js';
import { isDefinition } from './rest.js';
import type { ObjectResult } from './result.js';
import { resultOf } from './result.js';

/** The field manager under which a rehearsal applies. */
export const FIELD_MANAGER = 'cdktf-ai-cloud';

const SETTLE_MS = 5_000;
const ESTABLISH_MS = 90_000;
const APPLY_PATCH = 'application/apply-patch+yaml';

/** How objects reach the API server. */
export interface ApplyContext {
  readonly api: ApiClient;
  readonly kinds: Kinds;
  readonly signal: AbortSignal;
}

/** How strict the API server is with one object. */
export interface ApplyOptions {
  readonly path?: string;
  /** Take an object with fields that the API server does not know, as Helm does. @default false */
  readonly lenient?: boolean;
}

/** Applies one object as its only writer; tells what became of it, and never throws for a refusal. */
export async function apply(
  context: ApplyContext,
  manifest: Manifest,
  options: ApplyOptions = {},
): Promise<ObjectResult> {
  const { path } = options;
  const url = await context.kinds.pathOf(manifest);
  if (url === undefined) {
    const reason = `the API server does not know ${manifest.kind} of ${manifest.apiVersion}: no unit before this one brings its definition`;
    return resultOf(manifest, 'not-checked', { path, reason });
  }
  const namespaced = (await context.kinds.find(manifest.apiVersion, manifest.kind))!.namespaced;
  if (path !== undefined && manifest.metadata?.namespace === undefined && namespaced) {
    const reason = 'it names no namespace: Helm takes the namespace of the release, and other deliveries default';
    return resultOf(manifest, 'refused', { path, reason });
  }
  const strict = await applyAt(context, url, manifest, 'Strict');
  const response = options.lenient && isUnknownField(strict) ? await createAt(context, url, manifest) : strict;
  if (response.status >= 300) return resultOf(manifest, 'refused', { path, reason: reasonOf(response) });
  const changed = isDefinition(manifest)
    ? []
    : changedPointers(namespaced ? manifest : withoutNamespace(manifest), response.body);
  if (response !== strict) {
    return resultOf(manifest, 'accepted', { path, reason: `taken without unknown fields: ${reasonOf(strict)}` });
  }
  return resultOf(manifest, changed.length > 0 ? 'changed' : 'accepted', {
    path,
    ...(changed.length > 0 ? { changed } : {}),
  });
}

/** The server drops the namespace of what has none, before any admission. */
function withoutNamespace(manifest: Manifest): Manifest {
  const { namespace: _namespace, ...metadata } = manifest.metadata ?? {};
  return { ...manifest, metadata };
}

/** Waits until definitions are served; the names of those that are not after a while. */
export async function established(context: ApplyContext, names: readonly string[]): Promise<string[]> {
  const waiting = new Set(names);
  for (const deadline = Date.now() + ESTABLISH_MS; waiting.size > 0 && Date.now() < deadline;) {
    await Promise.all(
      [...waiting].map(async (name) => {
        const { body } = await context.api.request('GET', `${DEFINITIONS}/${name}`, { signal: context.signal });
        if (isEstablished(body)) waiting.delete(name);
      }),
    );
    if (waiting.size > 0) await sleep(40, undefined, { signal: context.signal });
  }
  return [...waiting];
}

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

function isEstablished(body: unknown): boolean {
  const { status } = body as { status?: { conditions?: readonly { type: string; status: string }[] } };
  return status?.conditions?.some(({ type, status: value }) => type === 'Established' && value === 'True') ?? false;
}

/** A kind that was established a moment ago may need another moment to be served. */
async function applyAt(
  { api, signal }: ApplyContext,
  url: string,
  manifest: Manifest,
  validation: 'Strict',
): Promise<ApiResponse> {
  const query = `fieldManager=${FIELD_MANAGER}&force=true&fieldValidation=${validation}`;
  for (const deadline = Date.now() + SETTLE_MS; ;) {
    const response = await api.request('PATCH', `${url}?${query}`, {
      body: manifest,
      contentType: APPLY_PATCH,
      signal,
    });
    if (!isNotYet(response) || Date.now() > deadline) return response;
    await sleep(40, undefined, { signal });
  }
}

function createAt({ api, signal }: ApplyContext, url: string, manifest: Manifest): Promise<ApiResponse> {
  const collection = url.slice(0, url.lastIndexOf('/'));
  return api.request('POST', `${collection}?fieldManager=${FIELD_MANAGER}`, { body: manifest, signal });
}

/** Volcano's webhook refuses jobs of a queue that was made a moment ago, until a controller has opened it. */
const QUEUE_OPENS = /queue `[^`]*` status is ``/;

/** Refused for now: the server is busy, a kind is new, or a queue is. */
export function isNotYet({ status, body }: ApiResponse): boolean {
  if (status === 429 || status === 503) return true;
  if (status === 400) return QUEUE_OPENS.test(messageOf(body));
  if (status !== 404) return false;
  return typeof body === 'string' || /could not find the requested resource/.test(messageOf(body));
}

function isUnknownField({ status, body }: ApiResponse): boolean {
  return (
    status >= 400 &&
    /field not declared in schema|unknown field|duplicate field|duplicate entries/.test(messageOf(body))
  );
}

function messageOf(body: unknown): string {
  const message = (body as { message?: unknown } | null)?.message;
  return typeof message === 'string' ? message : JSON.stringify(body);
}

/** Why the API server said no, in one line. */
export function reasonOf({ status, body }: ApiResponse): string {
  return `${messageOf(body).replaceAll(/\s+/g, ' ').trim()} (${status})`;
}
