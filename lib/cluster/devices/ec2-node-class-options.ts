/** What EC2 instances are made of. */
export interface Ec2NodeClassOptions {
  /** Image family and its pinned version, for example `al2023@v20260801`. With `latest`, a new one replaces every node. */
  readonly amiAlias: string;

  /** Name of the IAM role of the nodes. */
  readonly role: string;

  /** Tags of the subnets. */
  readonly subnetTags: { [key: string]: string };

  /** Tags of the security groups. */
  readonly securityGroupTags: { [key: string]: string };

  /**
   * Tags of capacity reservations and capacity blocks that are used.
   *
   * @default - none
   */
  readonly capacityReservationTags?: { [key: string]: string };

  /**
   * Tags of the instances.
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };
}
