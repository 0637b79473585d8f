import { IConstruct } from 'constructs';
import { IPool } from '../../contracts/pool';
import { fail, prose, warn } from '../../core/private/fail';
import { isToken } from '../../core/private/tokens';
import { Size } from '../../units/size';
import { TrainingPodOptions } from '../training-pod-options';

/** Serving gets its devices back within a minute: pods must have gone by then. */
const LONGEST_GRACE_SECONDS = 45;

export function checkImage(scope: IConstruct, image: string): void {
  if (isToken(image)) return;
  const last = image.slice(image.lastIndexOf('/') + 1);
  const isPinned =
    /@sha256:[0-9a-f]{64}$/.test(image) || (/:[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(last) && !image.includes('@'));
  if (!isPinned || /:latest$/.test(last)) {
    throw fail(scope, {
      code: 'AIC-2201',
      what: 'the image may change under the job',
      got: image,
      want: 'a digest (…@sha256:<64 hex>) or a version tag that is not latest',
      fix: 'Pin the image: a gang that restarts must not mix two versions.',
    });
  }
}

export function checkShare(scope: IConstruct, pool: IPool, cpu: number, memory: Size, sharedMemory: Size): void {
  if (!(cpu > 0) || cpu > pool.cpuPerNode || memory.inBytes > pool.memoryPerNode.inBytes) {
    throw fail(scope, {
      code: 'AIC-2209',
      what: 'a pod of the gang asks for more than a node has',
      got: prose(`${cpu} cores and ${memory.toString()}`),
      want: `more than 0 and at most ${pool.cpuPerNode} cores and ${pool.memoryPerNode.toString()}`,
      fix: 'Leave cpuPerPod and memoryPerPod out for the share that goes with the devices.',
    });
  }
  if (sharedMemory.inBytes >= memory.inBytes) {
    throw fail(scope, {
      code: 'AIC-2212',
      what: 'shared memory leaves nothing of the memory of the pod, which it counts against',
      got: prose(`${sharedMemory.toString()} of ${memory.toString()}`),
      want: 'less than the memory of the pod',
      fix: 'Lower sharedMemory, or raise memoryPerPod.',
    });
  }
}

export function checkEnvironment(scope: IConstruct, options: TrainingPodOptions, taken: string[]): void {
  const plain = Object.keys(options.environment ?? {});
  const secret = Object.keys(options.secretEnvironment ?? {});
  const clashes = [...plain, ...secret].filter((name) => taken.includes(name));
  const twice = plain.filter((name) => secret.includes(name));
  if (clashes.length > 0 || twice.length > 0) {
    throw fail(scope, {
      code: 'AIC-2210',
      what: 'the environment sets what is set already in each pod',
      got: [...clashes, ...twice],
      want:
        twice.length > 0
          ? 'each name in environment or in secretEnvironment'
          : `none of ${[...taken].sort().join(', ')}`,
      fix: 'Remove it: what the framework sets differs from pod to pod.',
    });
  }
}

const CREDENTIAL_NAME =
  /(^|_)(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|ACCESS_?KEY(_ID)?|SECRET_KEY|PRIVATE_KEY|CREDENTIALS?)$/i;
/** Tokens of text models are short or have brackets; paths, numbers and switches are no credentials either. */
const HARMLESS_VALUE = /^(.{0,7}|[<[].*[>\]]|[./].*|\d+(\.\d+)?)$/s;
const CREDENTIAL_VALUE = [
  /^(AKIA|ASIA|LTAI|AKID)[A-Za-z0-9]{12,}$/,
  /^(hf|ghp|gho|ghs|glpat|sk|pk|xox[abpr])[-_][A-Za-z0-9_-]{16,}$/,
  /^eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\./,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]+:[^/\s@]+@/i,
];

/** Names of what looks like a credential; `fs.s3a.secret.key` and `keyPassword` are read as SECRET_KEY and KEY_PASSWORD. */
export function credentialsAmong(settings: { [name: string]: string }): string[] {
  const asVariable = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/[.-]/g, '_');
  return Object.entries(settings)
    .filter(
      ([name, value]) =>
        (CREDENTIAL_NAME.test(asVariable(name)) && (isToken(value) || !HARMLESS_VALUE.test(value))) ||
        CREDENTIAL_VALUE.some((pattern) => pattern.test(value)),
    )
    .map(([name]) => name);
}

/** Whoever may read the job, the state of Terraform or the repository would read them. */
export function checkCredentials(scope: IConstruct, environment: { [name: string]: string }): void {
  const names = credentialsAmong(environment);
  if (names.length > 0) {
    throw fail(scope, {
      code: 'AIC-2216',
      what: 'the environment holds credentials in plain text',
      got: names,
      want: 'credentials by the name of a Secret',
      fix: `Write secretEnvironment: { ${names[0]}: { secretName: '…', key: '…' } }; the Secret itself is made elsewhere.`,
    });
  }
}

export function checkGrace(scope: IConstruct, seconds: number): void {
  if (seconds > LONGEST_GRACE_SECONDS) {
    warn(
      scope,
      'AIC-2211',
      `pods have ${seconds} s to end: serving, which is promised its devices within a minute, waits for them.`,
    );
  }
}

/** A pod mounts claims of its own namespace only, each at a place of its own. */
export function checkVolumes(scope: IConstruct, { volumes = [], namespace, checkpoints }: TrainingPodOptions): void {
  const namespaces = new Set(volumes.map(({ volume }) => volume.namespace));
  if (namespace !== undefined && volumes.length > 0) namespaces.add(namespace);
  if (namespaces.size > 1) {
    throw fail(scope, {
      code: 'AIC-2217',
      what: 'the pods would have to live in more than one namespace',
      got: [...namespaces].sort(),
      want: 'volumes of one namespace, and that one as the namespace of the job, if it is said',
      fix: 'A claim is mounted in its own namespace only: copy the data, or make the other claim in this namespace.',
    });
  }
  const paths = [
    '/dev/shm',
    ...(checkpoints === undefined ? [] : [checkpoints.mountPath ?? '/checkpoints']),
    ...volumes.map(({ mountPath }) => mountPath),
  ];
  const bad = paths.filter((path, i) => !/^\/[^:]+$/.test(path) || paths.indexOf(path) !== i);
  if (bad.length > 0) {
    throw fail(scope, {
      code: 'AIC-2218',
      what: 'a volume has no place of its own',
      got: bad,
      want: 'absolute paths, each once; /dev/shm is taken',
      fix: "For example mountPath: '/data'.",
    });
  }
}
