import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';

import type { CertificateAuthority } from './certificates.js';
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

/** PEM files of a server on 127.0.0.1. */
export interface ServingFiles {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

/** Writes `ca.crt`, `tls.crt` and `tls.key` for a server on 127.0.0.1 into a folder of its own. */
export async function writeServingFiles(authority: CertificateAuthority, dir: string): Promise<ServingFiles> {
  await mkdir(dir, { mode: 0o700, recursive: true });
  const serving = authority.issueServer('webhook', ['127.0.0.1']);
  const files = { ca: join(dir, 'ca.crt'), certificate: join(dir, 'tls.crt'), key: join(dir, 'tls.key') };
  await writeFile(files.ca, authority.keyPair.certificate, { mode: 0o600 });
  await writeFile(files.certificate, serving.certificate, { mode: 0o600 });
  await writeFile(files.key, serving.key, { mode: 0o600 });
  return files;
}

/** True when something listens on this port of 127.0.0.1. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
