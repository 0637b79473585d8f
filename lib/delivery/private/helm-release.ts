import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { HelmProvider } from '@cdktf/provider-helm/lib/provider';
import { Release } from '@cdktf/provider-helm/lib/release';
import { AssetType, Lazy, TerraformAsset, TerraformProvider, TerraformStack } from 'cdktf';
import { DeliveryBinding, IDeliveryUnit } from '../../core/delivery-contract';
import { whenWritten } from '../../core/private/custom-synthesis';
import { logicalId } from '../../core/private/names';
import { closeUnit } from '../../core/private/registry';
import { writePieces } from '../../core/private/write-pieces';
import { idsBelowStack, providerFor, UNIT_RESOURCE } from './providers';

const RAW_CHART = join(__dirname, '..', 'raw-chart');
const RAW_CHART_VERSION = '1.0.0';
const RAW_CHART_ID = 'CdktfAiCloudRawChart';
const VALUES_FOLDER = 'values';

/**
 * Longer values stand in a file of their own, to the byte what would stand in `cdk.tf.json`. There, cdktf copies them
 * eight times and Terraform parses them as a template. Plans show the same diff: Terraform reads the file first.
 */
const INLINE_CHARACTERS = 32 * 1024;

/** A `helm_release` whose `depends_on` is worked out when it renders. */
class OrderedRelease extends Release {
  constructor(
    private readonly unit: IDeliveryUnit,
    config: ConstructorParameters<typeof Release>[2],
  ) {
    super(unit, UNIT_RESOURCE, config);
  }

  public toTerraform(): any {
    const addresses = this.unit.dependsOn();
    this.dependsOn = addresses.length > 0 ? addresses : undefined;
    return super.toTerraform();
  }
}

/**
 * The unit as one Helm release.
 *
 * `upgrade_install` with `version`: a first apply that failed can be repeated, and the plan still needs no cluster.
 */
export function bindHelmRelease(unit: IDeliveryUnit): DeliveryBinding {
  const id = logicalId(idsBelowStack(unit));
  let isLong: boolean | undefined;
  const source =
    unit.chartSource === undefined
      ? { chart: rawChart(TerraformStack.of(unit)).path, version: RAW_CHART_VERSION }
      : { chart: unit.chartSource.name, repository: unit.chartSource.repository, version: unit.chartSource.version };
  const release = new OrderedRelease(unit, {
    ...source,
    name: unit.releaseName,
    namespace: unit.releaseNamespace,
    provider: helmProvider(unit),
    upgradeInstall: true,
    wait: unit.wait,
    waitForJobs: unit.waitForJobs ? true : undefined,
    timeout: unit.timeoutSeconds,
    values: [
      Lazy.stringValue({
        produce: (context) => {
          if (context.preparing) return unit.tokensOnly();
          isLong ??= longValues(unit) !== undefined;
          return !isLong ? unit.valuesJson() : `\${file("\${path.module}/${valuesPath(id)}")}`;
        },
      }),
    ],
  });
  release.overrideLogicalId(id);
  unit.node.defaultChild = release;
  whenWritten(release, (folder) => {
    const values = longValues(unit);
    isLong = values !== undefined;
    if (values === undefined) return;
    mkdirSync(join(folder, VALUES_FOLDER), { recursive: true });
    writePieces(join(folder, valuesPath(id)), values);
  });
  return { address: `helm_release.${id}` };
}

function valuesPath(id: string): string {
  return `${VALUES_FOLDER}/${id}.json`;
}

/** Undefined when they are short, or hold Terraform tokens, which a file cannot. */
function longValues(unit: IDeliveryUnit): string[] | undefined {
  closeUnit(unit);
  const pieces = unit._plainPieces() ?? [];
  const characters = pieces.reduce((sum, piece) => sum + piece.length, 0);
  return characters > INLINE_CHARACTERS ? pieces : undefined;
}

/** The chart that carries bundles, copied into the stack's output: its path holds a hash of its content. */
function rawChart(stack: TerraformStack): TerraformAsset {
  const existing = stack.node.tryFindChild(RAW_CHART_ID) as TerraformAsset | undefined;
  return existing ?? new TerraformAsset(stack, RAW_CHART_ID, { path: RAW_CHART, type: AssetType.DIRECTORY });
}

function helmProvider(unit: IDeliveryUnit): TerraformProvider {
  return providerFor(unit, 'Helm', (stack, id, target, alias) => {
    return new HelmProvider(stack, id, { alias, kubernetes: { ...target.access.config } });
  });
}
