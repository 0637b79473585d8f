import { TerraformStack } from 'cdktf';
import { Bundle, KubernetesObject } from '../../lib';
import { TestTarget, testStack } from '../harness';

export function configMap(name: string, data: unknown = { mode: 'fast' }, namespace: string | undefined = 'ml'): any {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data };
}

/** A custom resource: nothing about its content is known, so anything goes. */
export function thing(spec: unknown, name = 'thing'): any {
  return { apiVersion: 'acme.com/v1', kind: 'Thing', metadata: { name, namespace: 'ml' }, spec };
}

export interface BundleFixture {
  readonly stack: TerraformStack;
  readonly target: TestTarget;
  readonly bundle: Bundle;
}

export function bundleFixture(): BundleFixture {
  const stack = testStack();
  const target = new TestTarget(stack);
  return { stack, target, bundle: new Bundle(stack, 'Bundle', { target }) };
}

/** An object of a bundle of its own. */
export function objectOf(manifest: any): KubernetesObject {
  return new KubernetesObject(bundleFixture().bundle, 'Object', { manifest });
}
