import { RESTORE_PROGRAM } from '../../../lib/model-store/cold/private/restore-program';

interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

interface Ran {
  readonly sent: Sent[];
  readonly printed: string[];
  readonly code: number;
}

type Answer = (request: Sent) => [status: number, body: string];

const NOW = Date.UTC(2025, 4, 1, 12, 30, 15, 250);

class FixedDate extends Date {
  public static now(): number {
    return NOW;
  }

  constructor() {
    super(NOW);
  }
}

const KEYS = ['retired/old/a b+(1).bin', 'retired/old/x'];
const ENVIRONMENTS: Record<string, Record<string, string>> = {
  cos: { BUCKET: 'acme-1250000000', ENDPOINT: 'https://cos.ap-guangzhou.myqcloud.com', ARCHIVE_CLASSES: 'ARCHIVE' },
  oss: { BUCKET: 'acme', ENDPOINT: 'https://s3.oss-cn-hangzhou-internal.aliyuncs.com', ARCHIVE_CLASSES: 'ColdArchive' },
  bos: { BUCKET: 'acme', ENDPOINT: 'https://s3.bj.bcebos.com', ARCHIVE_CLASSES: 'ARCHIVE', PATH_STYLE: 'true' },
};

/** Runs the program at a fixed time, with a function in the place of the network. */
async function run(
  storage: string,
  environment: Record<string, string> = {},
  answer = storageOf(storage),
): Promise<Ran> {
  const sent: Sent[] = [];
  const printed: string[] = [];
  const env = {
    STORAGE: storage,
    REGION: '',
    PREFIX: 'retired/old/',
    ACCESS_KEY_ID: 'AKID',
    SECRET_ACCESS_KEY: 'SECRET',
    RESTORE_DAYS: '7',
    RESTORE_TIER: 'Standard',
    RESTORE_POLL_SECONDS: '60',
    ...ENVIRONMENTS[storage],
    ...environment,
  };
  const program = { env, exitCode: 0 };
  const fetched = (url: string, init: Omit<Sent, 'url'>): Promise<Response> => {
    const request = { ...init, url };
    sent.push(request);
    const [status, body] = answer(request);
    return Promise.resolve(new Response(body, { status }));
  };
  await new Promise<void>((resolve) => {
    const print = (text: string): void => {
      printed.push(text);
      if (/can be read$/.test(text)) resolve();
    };
    const printError = (text: string): void => {
      printed.push(text);
      setImmediate(resolve);
    };
    const console = { log: print, error: printError };
    const soon = (work: () => void): unknown => setImmediate(work);
    const start = new Function('require', 'process', 'fetch', 'Date', 'console', 'setTimeout', RESTORE_PROGRAM) as (
      ...globals: unknown[]
    ) => void;
    start(require, program, fetched, FixedDate, console, soon);
  });
  return { sent, printed, code: program.exitCode };
}

/** Two objects, listed in two pages, each of which comes back at the second look. */
function storageOf(storage: string): Answer {
  const looks = new Map<string, number>();
  const storageClass = storage === 'oss' ? 'ColdArchive' : 'ARCHIVE';
  return ({ method, url }) => {
    const { pathname, searchParams } = new URL(url);
    const key = decodeURIComponent(pathname).replace(/^\/(acme\/)?/, '');
    if (method === 'POST') return [202, ''];
    if (key !== '') {
      looks.set(key, (looks.get(key) ?? 0) + 1);
      return looks.get(key) === 1 ? [403, 'InvalidObjectState'] : [206, 'w'];
    }
    const isLast = searchParams.get('marker') === KEYS[0];
    const listed = isLast ? KEYS[1] : KEYS[0];
    if (storage === 'bos') {
      return [
        200,
        JSON.stringify({ contents: [{ key: listed, storageClass }], isTruncated: !isLast, nextMarker: listed }),
      ];
    }
    const name = encodeURIComponent(listed);
    return [
      200,
      `<R><Contents><Key>${name}</Key><StorageClass>${storageClass}</StorageClass></Contents>` +
        `<IsTruncated>${!isLast}</IsTruncated><NextMarker>${name}</NextMarker></R>`,
    ];
  };
}

describe.each(['cos', 'oss', 'bos'])('the program that restores from %s', (storage) => {
  test('lists all pages, asks for each object, and looks until all can be read', async () => {
    const { sent, printed, code } = await run(storage);
    expect(sent.map(({ method }) => method)).toStrictEqual(['GET', 'GET', 'POST', 'POST', 'GET', 'GET', 'GET', 'GET']);
    expect(printed).toStrictEqual([
      `asked for 2 of 2 objects below ${ENVIRONMENTS[storage].BUCKET}/retired/old/, for 7 days`,
      'waiting for 2 of 2 objects',
      'all 2 objects can be read',
    ]);
    expect(code).toBe(0);
  });

  test('leaves alone what does not stand in the archive', async () => {
    const { sent, printed } = await run(storage, { ARCHIVE_CLASSES: 'OTHER' });
    expect(sent.map(({ method }) => method)).toStrictEqual(['GET', 'GET']);
    expect(printed[0]).toMatch(/^asked for 0 of 2 objects/);
  });

  test('takes an object that is coming back, or that has no byte to read', async () => {
    const { code } = await run(storage, {}, (request) => {
      if (request.method === 'POST') return [409, 'RestoreAlreadyInProgress'];
      return new URL(request.url).searchParams.has('prefix') ? storageOf(storage)(request) : [416, ''];
    });
    expect(code).toBe(0);
  });

  test('fails with what the storage says', async () => {
    const denied = await run(storage, {}, () => [403, 'AccessDenied']);
    expect(denied).toMatchObject({ code: 1, printed: ['listing retired/old/: 403 AccessDenied'] });
    const refused = await run(storage, {}, (request) =>
      request.method === 'POST' ? [400, 'InvalidTier'] : storageOf(storage)(request),
    );
    expect(refused.printed).toContainEqual(expect.stringMatching(/^restoring retired\/old\/.*: 400 InvalidTier$/));
    expect(refused.code).toBe(1);
  });

  test('fails when nothing stands there', async () => {
    const empty = storage === 'bos' ? '{"contents":[],"isTruncated":false}' : '<R><IsTruncated>false</IsTruncated></R>';
    const { code, printed } = await run(storage, {}, () => [200, empty]);
    expect({ code, printed }).toStrictEqual({
      code: 1,
      printed: [`nothing stands below ${ENVIRONMENTS[storage].BUCKET}/retired/old/`],
    });
  });
});

const OBJECT = 'retired/old/a%20b%2B%281%29.bin';
const XML = 'application/xml';

// The signatures were made by the clouds' own packages (cos-nodejs-sdk-v5 2, ali-oss 6, @baiducloud/sdk 1).
const COS_REQUEST: Sent = {
  method: 'POST',
  url: `https://acme-1250000000.cos.ap-guangzhou.myqcloud.com/${OBJECT}?restore`,
  headers: {
    'content-type': XML,
    'content-md5': 'bz8txPewe2GMbB/++fyMCA==',
    authorization:
      'q-sign-algorithm=sha1&q-ak=AKID&q-sign-time=1746102615;1746103515&q-key-time=1746102615;1746103515&' +
      'q-header-list=host&q-url-param-list=restore&q-signature=ac392b2709402caa881ef4d0a46211d78301b9b2',
  },
  body: '<RestoreRequest><Days>7</Days><CASJobParameters><Tier>Standard</Tier></CASJobParameters></RestoreRequest>',
};
const OSS_REQUEST: Sent = {
  method: 'POST',
  url: `https://acme.oss-cn-hangzhou-internal.aliyuncs.com/${OBJECT}?restore`,
  headers: {
    'content-type': XML,
    'content-md5': 'YPD/YrjbKDbWw/ry2Ihg+g==',
    'x-oss-content-sha256': 'UNSIGNED-PAYLOAD',
    'x-oss-date': '20250501T123015Z',
    authorization:
      'OSS4-HMAC-SHA256 Credential=AKID/20250501/cn-hangzhou/oss/aliyun_v4_request,' +
      'Signature=4b069caab6ffcf774f7bbb8a27edcdee2291d7f5a9c231a581311a922e363b89',
  },
  body: '<RestoreRequest><Days>7</Days><JobParameters><Tier>Standard</Tier></JobParameters></RestoreRequest>',
};
const BOS_REQUEST: Sent = {
  method: 'POST',
  url: `https://bj.bcebos.com/acme/${OBJECT}?restore`,
  headers: {
    'x-bce-restore-days': '7',
    'x-bce-restore-tier': 'Standard',
    authorization:
      'bce-auth-v1/AKID/2025-05-01T12:30:15Z/900/host;x-bce-restore-days;x-bce-restore-tier/' +
      '8141a40c9170e754fa0657556dc8eab3c5cf7135d7ad07c242d554ee28a7462f',
  },
  body: undefined,
};

describe('the requests of the program', () => {
  const askOf = async (storage: string, environment?: Record<string, string>): Promise<Sent | undefined> =>
    (await run(storage, environment)).sent.find(({ method }) => method === 'POST');

  test('are those of COS', async () => {
    expect(await askOf('cos')).toStrictEqual(COS_REQUEST);
  });

  test('are those of OSS, at its own endpoint', async () => {
    expect(await askOf('oss')).toStrictEqual(OSS_REQUEST);
    expect(await askOf('oss', { RESTORE_TIER: '' })).toMatchObject({
      body: '<RestoreRequest><Days>7</Days></RestoreRequest>',
    });
  });

  test('are those of BOS, at its own endpoint', async () => {
    expect(await askOf('bos')).toStrictEqual(BOS_REQUEST);
  });
});
