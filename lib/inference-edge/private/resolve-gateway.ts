import { IConstruct } from 'constructs';
import { ResolvedGateway } from './render-gateway';
import { pullSecrets } from './render-platform';
import { GATEWAY_IMAGES } from '../../catalog/inference-images';
import { ICluster } from '../../contracts/cluster';
import { fail, prose, warn } from '../../core/private/fail';
import { checkDnsLabel, isDnsSubdomain } from '../../core/private/names';
import { GatewayExposure, GatewayOptions } from '../gateway-options';

const NAME = 'inference';

/** Every default decided, every value checked. */
export function resolveGateway(
  scope: IConstruct,
  cluster: ICluster,
  namespace: string,
  o: GatewayOptions,
): ResolvedGateway {
  const replicas = o.replicas ?? 2;
  if (!Number.isInteger(replicas) || replicas < 1) {
    throw fail(scope, {
      code: 'AIC-4019',
      what: 'the number of proxies is not usable',
      got: replicas,
      want: 'a whole number of 1 or more',
      fix: 'Leave replicas out for two proxies.',
    });
  }
  if (o.hostname !== undefined && !(isDnsSubdomain(o.hostname) && o.hostname.includes('.'))) {
    throw fail(scope, {
      code: 'AIC-4015',
      what: 'the hostname of the gateway is no name',
      got: o.hostname,
      want: 'a DNS name without scheme, port or path, in lower case',
      fix: "For example 'ai.acme.com'.",
    });
  }
  if (o.tlsSecretName !== undefined) checkDnsLabel(scope, 'tlsSecretName', o.tlsSecretName);
  const internalAnnotations = cluster.cloudFacts.internalLoadBalancerAnnotations;
  const exposure = checkExposure(scope, o, Object.keys(internalAnnotations).length > 0, cluster.cloudFacts.name);
  return {
    name: NAME,
    namespace,
    serviceName: `${NAME}-gateway`,
    exposure,
    hostname: o.hostname,
    tlsSecretName: o.tlsSecretName,
    replicas,
    proxyImage: cluster.registries.image(GATEWAY_IMAGES.proxy),
    pullSecrets: pullSecrets(cluster.registries),
    internalAnnotations,
  };
}

/** A load balancer without annotations is public on most clouds, so it is never the default. */
function checkExposure(scope: IConstruct, o: GatewayOptions, canBeInternal: boolean, cloud: string): GatewayExposure {
  const exposure = o.exposure ?? (canBeInternal ? GatewayExposure.INTERNAL : GatewayExposure.CLUSTER);
  if (exposure === GatewayExposure.INTERNAL && !canBeInternal) {
    throw fail(scope, {
      code: 'AIC-4020',
      what: 'the load balancer would not be internal',
      got: prose(`no annotations for internal load balancers in the cloud profile (${cloud})`),
      want: 'annotations that keep it in the private network',
      fix:
        'Give the profile what it needs (on Tencent loadBalancerSubnetId, else internalLoadBalancerAnnotations), ' +
        'or choose GatewayExposure.PUBLIC where load balancers are private anyway.',
    });
  }
  if (exposure === GatewayExposure.PUBLIC && o.tlsSecretName === undefined) {
    warn(
      scope,
      'AIC-4021',
      'the gateway is public and speaks HTTP: prompts and answers can be read on the way, and no key is asked for. ' +
        'Set tlsSecretName, and put an authenticating proxy before it.',
    );
  }
  return exposure;
}
