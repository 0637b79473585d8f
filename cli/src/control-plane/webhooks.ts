import type { Manifest } from './types.js';

/** A webhook server on this machine. */
export interface WebhookTarget {
  /** Such as `https://127.0.0.1:21000`. */
  readonly baseUrl: string;
  /** PEM bundle in base64. */
  readonly caBundle: string;
  /** Which webhooks it serves. */
  readonly serves: (webhook: { readonly name: string; readonly service: WebhookService }) => boolean;
}

/** How a chart names the Service behind a webhook. */
export interface WebhookService {
  readonly name: string;
  readonly namespace: string;
  readonly path?: string;
  readonly port?: number;
}

interface Webhook {
  readonly name: string;
  readonly clientConfig: { readonly service?: WebhookService };
}

const KINDS = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

/**
 * Points webhook configurations to a server on this machine instead of a Service in the cluster; other manifests stay.
 *
 * A Service cannot stand for it: Kubernetes refuses endpoints on loopback.
 */
export function rewriteWebhooks<T extends Manifest>(manifests: readonly T[], target: WebhookTarget): T[] {
  return manifests.map((manifest) => {
    if (!KINDS.includes(manifest.kind)) return manifest;
    const webhooks = (manifest['webhooks'] ?? []) as readonly Webhook[];
    return { ...manifest, webhooks: webhooks.map((webhook) => rewrite(webhook, target)) };
  });
}

function rewrite(webhook: Webhook, target: WebhookTarget): Webhook {
  const { service, ...clientConfig } = webhook.clientConfig;
  if (!service || !target.serves({ name: webhook.name, service })) return webhook;
  const url = target.baseUrl + (service.path ?? '/');
  return { ...webhook, clientConfig: { ...clientConfig, url, caBundle: target.caBundle } } as Webhook;
}
