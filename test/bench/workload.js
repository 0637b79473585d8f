'use strict';

/** What every variant writes: a Deployment with two containers, 1.9 kB of JSON. */
function deployment(index) {
  const name = `service-${String(index).padStart(5, '0')}`;
  const labels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'bench', team: `team-${index % 20}` };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'bench', labels },
    spec: {
      replicas: 2,
      selector: { matchLabels: { 'app.kubernetes.io/name': name } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: name,
          securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [
            container(name, 'server', 8080, [
              { name: 'MODE', value: 'production' },
              { name: 'LOG_LEVEL', value: 'info' },
              { name: 'TOKEN', valueFrom: { secretKeyRef: { name: `${name}-token`, key: 'token' } } },
            ]),
            container(name, 'proxy', 9090, [{ name: 'UPSTREAM', value: 'http://127.0.0.1:8080' }]),
          ],
          volumes: [
            { name: 'config', configMap: { name: `${name}-config` } },
            { name: 'scratch', emptyDir: { sizeLimit: '1Gi' } },
          ],
        },
      },
    },
  };
}

function container(name, role, port, env) {
  return {
    name: role,
    image: `registry.acme.com/bench/${role}:1.4.${port % 7}`,
    env,
    ports: [{ name: 'http', containerPort: port, protocol: 'TCP' }],
    resources: { requests: { cpu: '250m', memory: '256Mi' }, limits: { memory: '512Mi' } },
    readinessProbe: { httpGet: { path: '/ready', port: 'http' }, periodSeconds: 10 },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    volumeMounts: [{ name: 'config', mountPath: '/etc/config', readOnly: true }],
  };
}

module.exports = { deployment };
