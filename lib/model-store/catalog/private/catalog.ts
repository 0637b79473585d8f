import { Construct, IConstruct } from 'constructs';
import { recordOf } from './catalog-record';
import { checkLicenseIds } from './check-license';
import { StoredFiles } from './stored-files';
import { FilesKind, nameWithVersion } from './stored-name';
import { ModelAlias } from '../model-alias';
import { StoredDataset } from '../stored-dataset';
import { StoredModel } from '../stored-model';
import { ICluster } from '../../../contracts/cluster';
import { Bundle } from '../../../core/bundle';
import { KubernetesObject } from '../../../core/kubernetes-object';
import { IManifestSource } from '../../../core/manifest-source';
import { fail } from '../../../core/private/fail';
import { Manifest } from '../../../core/private/manifest-member';
import { checkDnsLabel } from '../../../core/private/names';

/** What a store knows by name, and the ConfigMap that tells it to people and portals. */
export class Catalog implements IManifestSource {
  private readonly entries = new Map<string, StoredFiles>();
  private readonly aliases = new Map<string, ModelAlias>();

  constructor(
    private readonly store: Construct,
    private readonly cluster: ICluster,
    private readonly namespace: string,
    acceptedLicenses: readonly string[] = [],
  ) {
    checkLicenseIds(store, acceptedLicenses);
  }

  /** Files, aliases and claims share their names. */
  public checkNew(kind: FilesKind | 'alias', name: string, version?: string): void {
    const id = nameWithVersion(name, version);
    if (!this.entries.has(id) && !this.aliases.has(id)) return;
    throw fail(this.store, {
      code: 'AIC-3015',
      what: `the name of the ${kind} is taken by another model, dataset or alias`,
      got: id,
      want: 'each name once, with its version',
      fix: 'Give the second one a name or a version of its own.',
    });
  }

  public add(files: StoredFiles): void {
    this.entries.set(files.node.id, files);
    this.write();
  }

  public alias(name: string, target: StoredModel): ModelAlias {
    checkDnsLabel(this.store, 'the name of the alias', name);
    this.checkNew('alias', name);
    if (this.entries.get(target.node.id) !== target) {
      throw fail(this.store, {
        code: 'AIC-3355',
        what: `the alias ${name} stands for a model of another store`,
        got: target.node.path,
        want: `a model of ${this.store.node.path}`,
        fix: 'Make the alias in the store that has the model.',
      });
    }
    const alias = ModelAlias._of(name, target);
    this.aliases.set(name, alias);
    this.write();
    return alias;
  }

  public models(): StoredModel[] {
    return this.sorted().filter((files): files is StoredModel => 'modelName' in files);
  }

  public datasets(): StoredDataset[] {
    return this.sorted().filter((files): files is StoredDataset => 'datasetName' in files);
  }

  public tryFindAlias(name: string): ModelAlias | undefined {
    return this.aliases.get(name);
  }

  /** The content of the ConfigMap. */
  public toManifest(): Manifest {
    const records = this.sorted().map((files) => [files.node.id, recordOf(files)] as const);
    const aliases = [...this.aliases].map(
      ([name, { target }]) => [name, { kind: 'alias', of: target.node.id }] as const,
    );
    const data = [...records, ...aliases]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, record]) => [`${name}.json`, `${JSON.stringify(record, undefined, 2)}\n`] as const);
    return { ...this.identity(this.bundle()), data: Object.fromEntries(data) };
  }

  /** The first entry makes the record: a store without any has none. */
  private write(): void {
    if (this.store.node.tryFindChild('Catalog') !== undefined) return;
    const bundle = new Bundle(this.store, 'Catalog', { target: this.cluster });
    new KubernetesObject(bundle, 'Record', { manifest: this.identity(bundle), source: this });
  }

  private identity({ releaseName: name }: Bundle): Manifest {
    return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: this.namespace } };
  }

  private bundle(): Bundle {
    return this.store.node.findChild('Catalog') as Bundle;
  }

  private sorted(): StoredFiles[] {
    return [...this.entries.values()].sort((a: IConstruct, b: IConstruct) => (a.node.id < b.node.id ? -1 : 1));
  }
}
