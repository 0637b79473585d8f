import { IConstruct } from 'constructs';
import { fail, prose } from '../../core/private/fail';
import { ErrorAction } from '../error-policy';
import { FrameworkConfig, FrameworkKind } from '../framework-contract';
import { EngineKind } from '../training-engine';
import { TrainingJobProps } from '../training-job-props';

interface Obstacle {
  readonly what: string;
  readonly fix: string;
}

/** Whether an engine can run the framework with these options. */
export function checkEngine(
  scope: IConstruct,
  engine: EngineKind,
  framework: FrameworkConfig,
  props: TrainingJobProps,
): void {
  const found = OBSTACLES[engine](framework, props);
  if (found.length === 0) return;
  throw fail(scope, {
    code: 'AIC-2220',
    what: `the engine ${engine} cannot run the job`,
    got: prose(found.map(({ what }) => what).join(', ')),
    want: CAPABILITIES[engine],
    fix: found.map(({ fix }) => fix).join(' '),
  });
}

const CAPABILITIES: { [engine in EngineKind]: string } = {
  [EngineKind.VOLCANO]: 'a job that may start at once',
  [EngineKind.KUBEFLOW_TRAINER]: 'a rigid gang of PyTorch, DeepSpeed or MPI that fails or restarts at exit codes',
  [EngineKind.KUBE_RAY]: 'a rigid gang of Ray without error policies and keepFinished',
};

const OBSTACLES: { [engine in EngineKind]: (framework: FrameworkConfig, props: TrainingJobProps) => Obstacle[] } = {
  // A Command of its bus names the UID of a job that exists: it stops what runs, and cannot be declared.
  [EngineKind.VOLCANO]: (_framework, { suspended }) =>
    when(suspended === true, 'suspended', 'Its jobs have no such field: leave the job out until it shall run.'),
  [EngineKind.KUBEFLOW_TRAINER]: (framework, props) => [
    ...when(
      framework.kubeflowTrainer === undefined,
      `the framework ${framework.kind ?? FrameworkKind.CUSTOM}`,
      'It runs PyTorch, DeepSpeed and MPI; leave engine out for the others.',
    ),
    ...elastic(props),
    ...when(
      (props.errorPolicies ?? []).some(
        ({ action }) => action !== ErrorAction.FAIL_JOB && action !== ErrorAction.RESTART_JOB,
      ),
      'an error policy that completes or stops',
      'It knows ErrorAction.FAIL_JOB and RESTART_JOB.',
    ),
  ],
  [EngineKind.KUBE_RAY]: (framework, props) => [
    ...when(
      framework.kind !== FrameworkKind.RAY,
      `the framework ${framework.kind ?? FrameworkKind.CUSTOM}`,
      'It runs Framework.ray(); leave engine out for the others.',
    ),
    ...elastic(props),
    ...when((props.errorPolicies ?? []).length > 0, 'error policies', 'Ray tells only whether a program failed.'),
    ...when(
      props.keepFinished !== undefined,
      'keepFinished',
      'Its job stays until it leaves the program; the pods go when it is done.',
    ),
  ],
};

function elastic({ gangSize, minGangSize }: TrainingJobProps): Obstacle[] {
  return when(
    minGangSize !== undefined && minGangSize < gangSize,
    'an elastic gang',
    'Leave engine out: Volcano shrinks and grows gangs of PyTorch.',
  );
}

function when(isSo: boolean, what: string, fix: string): Obstacle[] {
  return isSo ? [{ what, fix }] : [];
}
