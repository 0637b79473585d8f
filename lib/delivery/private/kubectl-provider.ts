import { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { ClusterAccessConfig } from '../../core/cluster-access';

/** Configuration of the kubectl provider; both forks read the same. */
export interface KubectlProviderConfig {
  readonly alias: string;
  readonly source: string;
  readonly version: string;
  readonly access: ClusterAccessConfig;
}

/** The kubectl provider, for which no bindings are published. */
export class KubectlProvider extends TerraformProvider {
  constructor(
    scope: Construct,
    id: string,
    private readonly config: KubectlProviderConfig,
  ) {
    super(scope, id, {
      terraformResourceType: 'kubectl',
      terraformProviderSource: config.source,
      terraformGeneratorMetadata: { providerName: 'kubectl', providerVersion: config.version },
    });
  }

  public get alias(): string {
    return this.config.alias;
  }

  protected synthesizeAttributes(): { [name: string]: any } {
    const { configPath, configContext, host, clusterCaCertificate, token } = this.config.access;
    return {
      config_path: configPath,
      config_context: configContext,
      host,
      cluster_ca_certificate: clusterCaCertificate,
      token,
      load_config_file: configPath !== undefined,
    };
  }
}
