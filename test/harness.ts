import { TerraformStack, Testing } from 'cdktf';
import { Construct } from 'constructs';
import { Blueprint, ClusterAccess, Delivery, IDelivery, IDeliveryTarget } from '../lib';

/** A cluster without anything in it: what a bundle or a chart needs and no more. */
export class TestTarget extends Construct implements IDeliveryTarget {
  public readonly releaseNamespace = 'default';

  constructor(
    scope: Construct,
    id = 'Target',
    public readonly delivery: IDelivery = Delivery.helm(),
    public readonly access: ClusterAccess = ClusterAccess.kubeconfig('~/.kube/config'),
  ) {
    super(scope, id);
  }
}

/** A stack in an app of its own, with the names that tests use. */
export function testStack(id = 'test'): TerraformStack {
  return new TerraformStack(Testing.app({ stackTraces: false }), id);
}

/** The Terraform configuration of a stack, validated (Testing.synth skips that by default). */
export function terraformOf(stack: TerraformStack): any {
  return JSON.parse(Testing.synth(stack, true));
}

export function blueprintOf(stack: TerraformStack): any {
  return JSON.parse(Blueprint.of(stack).toJson());
}

/** Every object of a stack by `Kind/name`, as it reaches the cluster. */
export function manifestsOf(stack: TerraformStack): Record<string, any> {
  const units: any[] = blueprintOf(stack).units;
  const objects = units.flatMap((unit) => unit.objects ?? []).map((object) => object.manifest);
  return Object.fromEntries(objects.map((m) => [`${m.kind}/${m.metadata.name}`, m]));
}

/** Every chart of a stack by release name. */
export function chartsOf(stack: TerraformStack): Record<string, any> {
  const units: any[] = blueprintOf(stack).units;
  return Object.fromEntries(units.filter((u) => u.chart !== undefined).map((u) => [u.releaseName, u.chart]));
}

/** The bundles of a stack by release name: the `Kind/name` of what each carries. */
export function bundlesOf(stack: TerraformStack): Record<string, string[]> {
  const units: any[] = blueprintOf(stack).units;
  return Object.fromEntries(
    units
      .filter((u) => u.objects !== undefined)
      .map((u) => [u.releaseName, u.objects.map((o: any) => `${o.manifest.kind}/${o.manifest.metadata.name}`)]),
  );
}

/** Asserts that something is absent, after proving on a positive case that the reader would have found it. */
export function absent<T>(read: (from: T) => unknown, positive: T, negative: T): void {
  expect(read(positive)).toBeDefined();
  expect(read(negative)).toBeUndefined();
}
