import { IDeviceSoftware } from './device-software-contract';
import { DraDriverOptions, ExistingDeviceSoftwareOptions, VendorPluginOptions } from './plugin-options';
import { CloudSoftware } from './private/cloud-software';
import { DraSoftware } from './private/dra-software';
import { GpuOperatorSoftware } from './private/gpu-operator-software';
import { HamiSoftware } from './private/hami-software';
import { NeuronSoftware } from './private/neuron-software';
import { NvidiaPluginSoftware } from './private/nvidia-plugin-software';
import { AllSoftware, ExistingSoftware } from './private/other-software';
import { VendorPluginSoftware } from './private/vendor-plugin-software';
import { VolcanoVgpuSoftware } from './private/volcano-vgpu-software';
import { IMAGES } from '../../catalog/images';
import { DeviceSoftwareOptions } from '../device-software';

/**
 * What makes the accelerators of a pool usable. Left out, it follows the accelerator, its sharing and the cloud.
 *
 * Each pool has exactly one owner of its devices: two are refused, with both named.
 *
 * @example
 * import { Accelerator, AINativeCluster, DeviceSoftware, NodeSelector } from 'cdktf-ai-cloud';
 *
 * declare const cluster: AINativeCluster;
 * cluster.pools.add('ascend', {
 *   nodes: NodeSelector.labels({ 'acme.com/pool': 'ascend' }),
 *   expectedNodes: 8,
 *   accelerator: Accelerator.ASCEND_910B2,
 *   devicesPerNode: 8,
 *   deviceSoftware: DeviceSoftware.ascend({ image: 'registry.acme.com/ascend/ascend-k8sdeviceplugin:v7.0.RC1' }),
 * });
 */
export class DeviceSoftware {
  /**
   * NVIDIA's GPU operator: driver, container toolkit, device plugin, partitions (MIG) and metrics.
   *
   * @param options Its options; it is one for the cluster. Those of the cluster, unless given.
   */
  public static gpuOperator(options?: DeviceSoftwareOptions): IDeviceSoftware {
    return new GpuOperatorSoftware(options);
  }

  /**
   * NVIDIA's device plugin by itself, on the nodes of its pools. The GPU operator prepares them where the cloud brings no
   * driver or toolkit, and cuts their partitions (MIG).
   */
  public static nvidiaDevicePlugin(): IDeviceSoftware {
    return new NvidiaPluginSoftware();
  }

  /** Volcano's vGPU device plugin, for `Sharing.volcanoVgpu()`. */
  public static volcanoVgpu(): IDeviceSoftware {
    return new VolcanoVgpuSoftware();
  }

  /** HAMi with its scheduler, for `Sharing.hami()` of NVIDIA devices. */
  public static hami(): IDeviceSoftware {
    return new HamiSoftware();
  }

  /** NVIDIA's driver for Dynamic Resource Allocation: pods claim devices in place of counting them. */
  public static draDriver(options: DraDriverOptions = {}): IDeviceSoftware {
    return new DraSoftware(options);
  }

  /** The device plugin of Huawei's MindCluster, for whole Ascend NPUs. */
  public static ascend(options: VendorPluginOptions): IDeviceSoftware {
    return new VendorPluginSoftware('ascend', options);
  }

  /** The device plugin of AWS Neuron, for Trainium and Inferentia. */
  public static neuron(): IDeviceSoftware {
    return new NeuronSoftware();
  }

  /** AMD's device plugin. The driver is on the node. */
  public static amd(): IDeviceSoftware {
    return new VendorPluginSoftware('amd', { image: IMAGES.amdDevicePlugin });
  }

  /** Kunlunxin's device plugin. */
  public static kunlun(options: VendorPluginOptions): IDeviceSoftware {
    return new VendorPluginSoftware('kunlun', options);
  }

  /** Cambricon's device plugin. */
  public static cambricon(options: VendorPluginOptions): IDeviceSoftware {
    return new VendorPluginSoftware('cambricon', options);
  }

  /** Hygon's device plugin. */
  public static hygon(options: VendorPluginOptions): IDeviceSoftware {
    return new VendorPluginSoftware('hygon', options);
  }

  /** MetaX's device plugin. */
  public static metax(options: VendorPluginOptions): IDeviceSoftware {
    return new VendorPluginSoftware('metax', options);
  }

  /** What the cloud brings: its device plugin, qGPU or cGPU. */
  public static cloud(): IDeviceSoftware {
    return new CloudSoftware();
  }

  /** Software that is there: nothing is installed. */
  public static existing(options: ExistingDeviceSoftwareOptions): IDeviceSoftware {
    return new ExistingSoftware(options);
  }

  /** Several: one that owns the devices, and others that prepare the nodes. */
  public static all(...parts: IDeviceSoftware[]): IDeviceSoftware {
    return new AllSoftware(parts);
  }

  private constructor() {}
}
