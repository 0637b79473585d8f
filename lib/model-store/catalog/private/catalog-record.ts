import { StoredFiles } from './stored-files';
import { StoredDataset } from '../stored-dataset';
import { StoredModel } from '../stored-model';

/** What people and portals may want to know of some files. */
export function recordOf(files: StoredFiles): Record<string, unknown> {
  const { modelName, format } = files as Partial<StoredModel>;
  const { datasetName } = files as Partial<StoredDataset>;
  const { version, license, pinned, origin, warmUrl } = files;
  return {
    kind: modelName === undefined ? 'dataset' : 'model',
    name: modelName ?? datasetName,
    ...(version === undefined ? {} : { version }),
    ...(format === undefined ? {} : { format }),
    ...(license === undefined ? {} : { license }),
    origin,
    warm: warmUrl,
    hot: files.hotPools.map(({ poolName }) => poolName),
    copies: files.replicas,
    pinned,
    bytes: files.size.inBytes,
    claim: files.claimName,
  };
}
