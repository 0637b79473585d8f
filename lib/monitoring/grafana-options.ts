/** Grafana, and who may enter it. */
export interface GrafanaOptions {
  /**
   * Name of the Secret that holds the administrator's name and password, in the namespace of the metrics.
   *
   * Something else makes it: an external secret store, a platform team, `kubectl create secret`.
   */
  readonly adminSecretName: string;

  /**
   * Key of the name.
   *
   * @default 'admin-user'
   */
  readonly userKey?: string;

  /**
   * Key of the password.
   *
   * @default 'admin-password'
   */
  readonly passwordKey?: string;
}
