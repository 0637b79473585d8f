import { IConstruct, IDependable } from 'constructs';
import { StoredModel } from './stored-model';
import { IModel, ModelFormat } from '../../contracts/model';
import { IPool } from '../../contracts/pool';
import { IAdmissionPrefetch } from '../../contracts/volume';
import { Size } from '../../units/size';

/**
 * Another name for a version of a model, such as `chat-prod`. Made by `models.alias()`.
 *
 * What serves it follows when it stands for another version: the claim changes, and replicas roll to it. The name that
 * requests carry stays that of the alias.
 *
 * @example
 * import { StoredModel, TieredModelStore } from 'cdktf-ai-cloud';
 *
 * declare const models: TieredModelStore;
 * declare const may: StoredModel;
 * const prod = models.alias('chat-prod', may);
 */
export class ModelAlias implements IModel {
  /** @internal */
  public static _of(name: string, target: StoredModel): ModelAlias {
    return new ModelAlias(name, target);
  }

  private constructor(
    /** Name of the alias. */
    public readonly modelName: string,
    /** The model that it stands for. */
    public readonly target: StoredModel,
  ) {}

  /** Bytes of the weights. */
  public get size(): Size {
    return this.target.size;
  }

  /** The pools that hold it hot. */
  public get hotPools(): IPool[] {
    return this.target.hotPools;
  }

  /** How the weights are stored; undefined when nobody said. */
  public get format(): ModelFormat | undefined {
    return this.target.format;
  }

  /** Namespace of the claim. */
  public get namespace(): string {
    return this.target.namespace;
  }

  /** Name of the claim. */
  public get claimName(): string {
    return this.target.claimName;
  }

  /** Path below the root of the claim. */
  public get pathInClaim(): string {
    return this.target.pathInClaim;
  }

  /** Pods only read it. */
  public get readOnly(): boolean {
    return this.target.readOnly;
  }

  /** Labels that pods carry to run where the cache is. */
  public get podLabels(): { [key: string]: string } {
    return this.target.podLabels;
  }

  /** Labels that a node carries once pods may use it there; undefined when they need not wait. */
  public get requiredNodeLabels(): { [key: string]: string } | undefined {
    return this.target.requiredNodeLabels;
  }

  /** Brings it in for each job that its queue admits; undefined when it is prefetched at another time. */
  public get admissionPrefetch(): IAdmissionPrefetch | undefined {
    return this.target.admissionPrefetch;
  }

  /** The claim exists. */
  public get ready(): IDependable {
    return this.target.ready;
  }

  /** Fails when pods cannot be served from the model as it is. */
  public requireServable(scope: IConstruct): void {
    this.target.requireServable(scope);
  }
}
