/** One key of a Secret that exists in the cluster. The program never sees its value. */
export interface SecretKeySelector {
  /** Name of the Secret, in the namespace of what reads it. */
  readonly secretName: string;

  /** Key inside the Secret. */
  readonly key: string;
}
