/** The image of a device plugin that its vendor does not publish where everybody can pull it. */
export interface VendorPluginOptions {
  /** The image, with a version. Vendors hand it out with the driver or through a registry of their own. */
  readonly image: string;

  /**
   * Arguments of the plugin, in place of the usual ones.
   *
   * @default - those of the vendor's own manifest
   */
  readonly args?: string[];

  /**
   * Environment of the plugin, beside the usual one.
   *
   * @default - that of the vendor's own manifest
   */
  readonly environment?: { [name: string]: string };

  /**
   * Folders of the node that the plugin sees beside the usual ones, at the same place.
   *
   * @default - those of the vendor's own manifest
   */
  readonly hostPaths?: string[];
}

/** Knobs of NVIDIA's driver for Dynamic Resource Allocation. */
export interface DraDriverOptions {
  /**
   * Whether nodes of one NVLink domain (GB200 NVL72) can be joined: the driver then serves ComputeDomains too.
   *
   * @default false
   */
  readonly computeDomains?: boolean;
}

/** Device software that is there, and that somebody else looks after. */
export interface ExistingDeviceSoftwareOptions {
  /** Its name, for failures: `the plugin of the platform team`. */
  readonly name: string;

  /**
   * Resources that it advertises.
   *
   * @default - all that the pool offers
   */
  readonly resources?: string[];

  /**
   * Labels that it wants on its nodes.
   *
   * @default - none
   */
  readonly nodeLabels?: { [key: string]: string };

  /**
   * RuntimeClass of pods that use the devices.
   *
   * @default - the cluster's default runtime
   */
  readonly runtimeClassName?: string;
}
