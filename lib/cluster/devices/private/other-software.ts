import { DependencyGroup, IDependable } from 'constructs';
import { resourcesOf } from './check-owners';
import { fail } from '../../../core/private/fail';
import { DeviceSoftwareBinding, IDeviceSoftware, IDeviceSoftwareHost } from '../device-software-contract';
import { ExistingDeviceSoftwareOptions } from '../plugin-options';

/** Software that is there: nothing is installed. */
export class ExistingSoftware implements IDeviceSoftware {
  public readonly softwareName: string;

  constructor(private readonly options: ExistingDeviceSoftwareOptions) {
    this.softwareName = options.name;
    if (options.name.trim() === '' || options.resources?.length === 0) {
      throw fail(undefined, {
        code: 'AIC-2061',
        what: 'the device software that exists is not described',
        got: options,
        want: 'a name, and resources that are not empty',
        fix: "Write DeviceSoftware.existing({ name: 'the plugin of the platform team' }).",
      });
    }
  }

  public bind(host: IDeviceSoftwareHost): DeviceSoftwareBinding {
    const { name, resources, nodeLabels, runtimeClassName } = this.options;
    return {
      owners: [{ ownerName: name, resources: resources ?? resourcesOf(host) }],
      nodeLabels: nodeLabels ?? {},
      runtimeClassName,
    };
  }
}

/** Several at once: one that owns the devices and others that prepare the nodes. */
export class AllSoftware implements IDeviceSoftware {
  public readonly softwareName: string;

  constructor(private readonly parts: IDeviceSoftware[]) {
    this.softwareName = parts.map((part) => part.softwareName).join(' and ');
  }

  public bind(host: IDeviceSoftwareHost): DeviceSoftwareBinding {
    const bindings = this.parts.map((part) => part.bind(host));
    const ready = bindings.flatMap((b): IDependable[] => (b.ready === undefined ? [] : [b.ready]));
    const last = <T>(of: (b: DeviceSoftwareBinding) => T | undefined): T | undefined =>
      bindings
        .map(of)
        .filter((value) => value !== undefined)
        .pop();
    return {
      owners: bindings.flatMap((b) => b.owners),
      nodeLabels: Object.assign({}, ...bindings.map((b) => b.nodeLabels)) as { [key: string]: string },
      ready: new DependencyGroup(...ready),
      runtimeClassName: last((b) => b.runtimeClassName),
      deviceClassName: last((b) => b.deviceClassName),
    };
  }
}
