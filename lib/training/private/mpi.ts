import { checkedGangPort, gangEnvironment, leaderAndWorkers, SVC_FLAGS } from './gang-port';
import { FrameworkConfig, FrameworkKind, FrameworkRequest, FrameworkTask, IFramework } from '../framework-contract';
import { MpiOptions } from '../framework-options';

const LAUNCHER = 'launcher';
const HOST_FILE = '/tmp/hostfile';
/** Of Open MPI 4 and 5. */
const HOST_FILE_NAMES = ['OMPI_MCA_orte_default_hostfile', 'PRTE_MCA_prte_default_hostfile'];
/** Twenty minutes of tries: a worker may still pull its image. */
const TRIES = 240;

/** A launcher that is a node itself, and workers that wait for it over ssh, by Volcano's `mpi` and `ssh` plugins. */
export class Mpi implements IFramework {
  private readonly port: number;
  private readonly home?: string;

  constructor(options: MpiOptions) {
    this.port = checkedGangPort(options.sshPort ?? 2222);
    this.home = options.home;
  }

  public bind(request: FrameworkRequest): FrameworkConfig {
    const { gangSize, runAsUser, command, devicesPerPod } = request;
    const home = this.home ?? (runAsUser === 0 ? '/root' : '/home/mpiuser');
    const workerCommand = ['sh', '-ec', `${startSshd(this.port)}; exec "$sshd" -De -f /tmp/sshd/config`];
    const tasks = leaderAndWorkers(LAUNCHER, gangSize).map((task): FrameworkTask =>
      task.name === LAUNCHER
        ? { ...task, endsJob: true, command: this.launcher(command, volcanoHosts(devicesPerPod)) }
        : { ...task, command: workerCommand },
    );
    return {
      kind: FrameworkKind.MPI,
      tasks,
      plugins: {
        env: [],
        mpi: [`--master=${LAUNCHER}`, '--worker=worker', `--port=${this.port}`],
        ssh: [`--ssh-key-file-path=${home}/.ssh`, `--ssh-port=${this.port}`],
        svc: SVC_FLAGS,
      },
      environmentNames: ['MPI_HOST', ...HOST_FILE_NAMES, ...gangEnvironment(tasks.map(({ name }) => name))],
      // What sshd needs to become the user that logs in, and to lock itself up before.
      rootCapabilities: ['SETGID', 'SETUID', 'SYS_CHROOT'],
      usesSsh: true,
      kubeflowTrainer: {
        command: this.launcher(command, `cp /etc/mpi/hostfile ${HOST_FILE}`),
        mpiWorkerCommand: workerCommand,
        sshDirectory: `${home}/.ssh`,
      },
    };
  }

  /** Is a node itself, writes down who is in the gang, waits for all and runs the command. */
  private launcher(command: string[], writeHosts: string): string[] {
    const ssh = `-p ${this.port} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o BatchMode=yes`;
    const script = [
      startSshd(this.port),
      '"$sshd" -f /tmp/sshd/config',
      writeHosts,
      `for host in $(cut -d' ' -f1 ${HOST_FILE}); do n=0`,
      `until ssh ${ssh} -o ConnectTimeout=5 "$host" true; do n=$((n+1)); [ $n -lt ${TRIES} ]; sleep 5; done; done`,
      ...HOST_FILE_NAMES.map((name) => `export ${name}=${HOST_FILE}`),
      ...['OMPI_MCA_plm_rsh_args', 'PRTE_MCA_plm_ssh_args'].map((name) => `export ${name}="${ssh}"`),
      'exec "$@"',
    ].join('; ');
    return ['sh', '-ec', script, LAUNCHER, ...command];
  }
}

/** Names without a domain, which Volcano's ssh configuration knows. */
function volcanoHosts(slots: number): string {
  const names = `printf '%s\\n' $(echo "$VC_LAUNCHER_HOSTS,\${VC_WORKER_HOSTS:-}" | tr ',' ' ')`;
  return `${names} | cut -d. -f1 | sed 's/$/ slots=${slots}/' > ${HOST_FILE}`;
}

/** Writes what sshd needs; sessions get the environment of the container, which ssh would lose. */
function startSshd(port: number): string {
  const settings = [
    `Port ${port}`,
    'HostKey /tmp/sshd/key',
    'PidFile /tmp/sshd/pid',
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'PermitRootLogin prohibit-password',
  ].map((line) => `echo '${line}'`);
  const environment = `echo "SetEnv $(env | grep -E '^[A-Za-z_][A-Za-z0-9_]*=[^[:space:]"]*$' | tr '\\n' ' ')"`;
  return [
    'mkdir -p /tmp/sshd; mkdir -p /run/sshd 2>/dev/null || true',
    "[ -f /tmp/sshd/key ] || ssh-keygen -q -t ed25519 -N '' -f /tmp/sshd/key",
    `{ ${[...settings, environment].join('; ')}; } > /tmp/sshd/config`,
    'sshd=$(PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v sshd)',
  ].join('; ');
}
