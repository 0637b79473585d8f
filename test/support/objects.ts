/** A Service that says what the API server would fill in. */
export function service(name: string, port: number): unknown {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'default' },
    spec: {
      type: 'ClusterIP',
      selector: { app: name },
      ports: [{ name: 'http', port, protocol: 'TCP', targetPort: port }],
    },
  };
}
