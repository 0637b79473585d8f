import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import yaml from 'js-yaml';

import { CertificateAuthority, randomToken, rsaKey } from './certificates.js';
import { kwokStages } from './kwok-stages.js';

/** Ports of one control plane, all on 127.0.0.1. */
export interface Ports {
  readonly etcdClient: number;
  readonly etcdPeer: number;
  readonly apiServer: number;
}

/** Files of one control plane, as paths. */
export interface Layout {
  readonly caFile: string;
  readonly caPem: string;
  readonly authority: CertificateAuthority;
  readonly apiServerCert: string;
  readonly apiServerKey: string;
  readonly serviceAccountPublicKey: string;
  readonly serviceAccountPrivateKey: string;
  readonly tokenFile: string;
  readonly adminToken: string;
  readonly stagesFile: string;
  readonly etcdDir: string;
}

/** Names under which an API server may be asked for. */
const API_SERVER_NAMES = [
  '127.0.0.1',
  '10.0.0.1',
  'localhost',
  'kubernetes',
  'kubernetes.default',
  'kubernetes.default.svc',
  'kubernetes.default.svc.cluster.local',
];

/** Writes certificates, tokens and configuration into the work folder, readable by this user only. */
export async function writeLayout(workDir: string): Promise<Layout> {
  const secrets = join(workDir, 'secrets');
  await mkdir(secrets, { mode: 0o700 });
  const write = async (name: string, text: string): Promise<string> => {
    const file = join(secrets, name);
    await writeFile(file, text, { mode: 0o600 });
    return file;
  };
  const authority = new CertificateAuthority();
  const apiServer = authority.issueServer('kube-apiserver', API_SERVER_NAMES);
  const serviceAccounts = rsaKey();
  const adminToken = randomToken();
  const stagesFile = join(workDir, 'kwok-stages.yaml');
  await writeFile(stagesFile, kwokStages());
  return {
    authority,
    caPem: authority.keyPair.certificate,
    caFile: await write('ca.crt', authority.keyPair.certificate),
    apiServerCert: await write('apiserver.crt', apiServer.certificate),
    apiServerKey: await write('apiserver.key', apiServer.key),
    serviceAccountPublicKey: await write('service-accounts.pub', serviceAccounts.publicKey),
    serviceAccountPrivateKey: await write('service-accounts.key', serviceAccounts.privateKey),
    tokenFile: await write('tokens.csv', `${adminToken},admin,admin,"system:masters"\n`),
    adminToken,
    stagesFile,
    etcdDir: join(workDir, 'etcd'),
  };
}

/** Writes a kubeconfig of the administrator, with everything embedded. */
export async function writeKubeconfig(file: string, server: string, caPem: string, token: string): Promise<void> {
  const name = 'rehearsal';
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server, 'certificate-authority-data': Buffer.from(caPem).toString('base64') } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  };
  await writeFile(file, yaml.dump(config), { mode: 0o600 });
}
