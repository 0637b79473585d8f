/**
 * Restores what stands below a prefix in COS, OSS or BOS, whose archives are no part of their S3 API, and ends once each
 * object can be read. Runs on Node alone: it signs its requests as each storage wants them.
 *
 * An object that is being restored is no mistake, and one that can be read is kept longer, so that it may run again. Whether
 * an object can be read is found out by reading its first byte.
 *
 * @see https://www.tencentcloud.com/document/product/436/7778
 * @see https://www.alibabacloud.com/help/en/oss/developer-reference/recommend-to-use-signature-version-4
 * @see https://cloud.baidu.com/doc/Reference/s/njwvz1yfu
 */
export const RESTORE_PROGRAM = String.raw`'use strict';
const { createHash, createHmac } = require('node:crypto');

const { STORAGE, ENDPOINT, BUCKET, REGION, PREFIX, ACCESS_KEY_ID, SECRET_ACCESS_KEY } = process.env;
const { ARCHIVE_CLASSES, RESTORE_DAYS, RESTORE_POLL_SECONDS, RESTORE_TIER = '' } = process.env;
const isPathStyle = process.env.PATH_STYLE === 'true';
const origin = new URL(ENDPOINT);
// The S3 API of OSS and BOS has an endpoint of its own.
const native = origin.host.replace(/^s3\./, '');
const host = isPathStyle ? native : BUCKET + '.' + native;
const region = REGION || (/^oss-([a-z0-9-]+?)(-internal)?\.aliyuncs/.exec(native) || [])[1];

const hmac = (algorithm, key, text, encoding) => createHmac(algorithm, key).update(text).digest(encoding);
const hash = (algorithm, text) => createHash(algorithm).update(text).digest('hex');
const encode = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => '%' + c.charCodeAt(0).toString(16).toUpperCase());
const encodePath = (path) => path.split('/').map(encode).join('/');
const byName = ([a], [b]) => (a < b ? -1 : 1);

/** Headers that sign a request, by storage. */
const signers = {
  cos: (method, path, parameters) => {
    const now = Math.floor(Date.now() / 1000);
    const time = now + ';' + (now + 900);
    const query = Object.entries(parameters).sort(byName);
    const request = [
      method.toLowerCase(),
      path,
      query.map(([name, value]) => encode(name) + '=' + encode(value)).join('&'),
      'host=' + encode(host),
      '',
    ].join('\n');
    const key = hmac('sha1', SECRET_ACCESS_KEY, time, 'hex');
    const signature = hmac('sha1', key, ['sha1', time, hash('sha1', request), ''].join('\n'), 'hex');
    const authorization = [
      'q-sign-algorithm=sha1',
      'q-ak=' + ACCESS_KEY_ID,
      'q-sign-time=' + time,
      'q-key-time=' + time,
      'q-header-list=host',
      'q-url-param-list=' + query.map(([name]) => encode(name)).join(';'),
      'q-signature=' + signature,
    ].join('&');
    return { authorization };
  },
  oss: (method, path, parameters, headers) => {
    const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
    const signed = { ...headers, 'x-oss-content-sha256': 'UNSIGNED-PAYLOAD', 'x-oss-date': date };
    const isSigned = ([name]) => name.startsWith('x-oss-') || name === 'content-type' || name === 'content-md5';
    const request = [
      method,
      encodePath(isPathStyle ? path : '/' + BUCKET + path),
      Object.entries(parameters)
        .map(([name, value]) => encode(name) + (value === '' ? '' : '=' + encode(value)))
        .sort()
        .join('&'),
      ...Object.entries(signed)
        .filter(isSigned)
        .sort(byName)
        .map(([name, value]) => name + ':' + value),
      '',
      '',
      'UNSIGNED-PAYLOAD',
    ].join('\n');
    const scope = [date.slice(0, 8), region, 'oss', 'aliyun_v4_request'];
    const key = scope.reduce((previous, part) => hmac('sha256', previous, part), 'aliyun_v4' + SECRET_ACCESS_KEY);
    const text = ['OSS4-HMAC-SHA256', date, scope.join('/'), hash('sha256', request)].join('\n');
    const credential = ACCESS_KEY_ID + '/' + scope.join('/');
    const authorization =
      'OSS4-HMAC-SHA256 Credential=' + credential + ',Signature=' + hmac('sha256', key, text, 'hex');
    return { ...signed, authorization };
  },
  bos: (method, path, parameters, headers) => {
    const time = new Date().toISOString().replace(/\.\d+/, '');
    const prefix = ['bce-auth-v1', ACCESS_KEY_ID, time, '900'].join('/');
    const signed = Object.entries({ host, ...headers }).filter(([name]) => name === 'host' || name.startsWith('x-bce-'));
    const request = [
      method,
      encodePath(path),
      Object.entries(parameters)
        .map(([name, value]) => encode(name) + '=' + encode(value))
        .sort()
        .join('&'),
      ...signed.sort(byName).map(([name, value]) => name + ':' + encode(value)),
    ].join('\n');
    const names = signed.map(([name]) => name).join(';');
    const signature = hmac('sha256', hmac('sha256', SECRET_ACCESS_KEY, prefix, 'hex'), request, 'hex');
    return { authorization: prefix + '/' + names + '/' + signature };
  },
};

async function send(method, key, parameters = {}, headers = {}, body = undefined) {
  const path = (isPathStyle ? '/' + BUCKET : '') + '/' + key;
  const query = Object.entries(parameters)
    .map(([name, value]) => encode(name) + (value === '' ? '' : '=' + encode(value)))
    .join('&');
  const url = origin.protocol + '//' + host + encodePath(path) + (query === '' ? '' : '?' + query);
  const signed = signers[STORAGE](method, path, parameters, headers);
  return fetch(url, { method, headers: { ...headers, ...signed }, body });
}

async function refused(what, response) {
  return new Error(what + ': ' + response.status + ' ' + (await response.text()).slice(0, 500));
}

const field = (text, name) => (new RegExp('<' + name + '>([^<]*)</' + name + '>').exec(text) || [])[1];
const unescape = (text) => decodeURIComponent(text.replace(/\+/g, '%20'));

/** A page of objects in XML, or in JSON as BOS writes it. */
function pageOf(text) {
  if (STORAGE === 'bos') {
    const { contents, isTruncated, nextMarker } = JSON.parse(text);
    return { objects: contents, next: isTruncated ? nextMarker : undefined };
  }
  const objects = text
    .split('<Contents>')
    .slice(1)
    .map((one) => ({ key: unescape(field(one, 'Key')), storageClass: field(one, 'StorageClass') }));
  const isTruncated = field(text, 'IsTruncated') === 'true';
  return { objects, next: isTruncated ? unescape(field(text, 'NextMarker')) : undefined };
}

async function list() {
  const found = [];
  const size = STORAGE === 'bos' ? { maxKeys: '1000' } : { 'encoding-type': 'url', 'max-keys': '1000' };
  for (let marker = ''; marker !== undefined; ) {
    const response = await send('GET', '', { prefix: PREFIX, ...size, ...(marker === '' ? {} : { marker }) });
    if (!response.ok) throw await refused('listing ' + PREFIX, response);
    const { objects, next } = pageOf(await response.text());
    found.push(...objects.filter(({ key }) => !key.endsWith('/')));
    marker = next;
  }
  return found;
}

async function ask(key) {
  const tier = { cos: 'CASJobParameters', oss: 'JobParameters' }[STORAGE];
  const speed = RESTORE_TIER === '' ? '' : '<' + tier + '><Tier>' + RESTORE_TIER + '</Tier></' + tier + '>';
  const body = '<RestoreRequest><Days>' + RESTORE_DAYS + '</Days>' + speed + '</RestoreRequest>';
  const md5 = createHash('md5').update(body).digest('base64');
  const response =
    STORAGE === 'bos'
      ? await send('POST', key, { restore: '' }, { 'x-bce-restore-days': RESTORE_DAYS, 'x-bce-restore-tier': RESTORE_TIER })
      : await send('POST', key, { restore: '' }, { 'content-type': 'application/xml', 'content-md5': md5 }, body);
  if (!response.ok && response.status !== 409) throw await refused('restoring ' + key, response);
}

/** Of an object without a byte there is none to read. */
async function isReadable(key) {
  const response = await send('GET', key, {}, { range: 'bytes=0-0' });
  await response.arrayBuffer();
  return response.ok || response.status === 416;
}

async function each(items, work) {
  const results = [];
  for (let i = 0; i < items.length; i += 16) results.push(...(await Promise.all(items.slice(i, i + 16).map(work))));
  return results;
}

async function main() {
  const objects = await list();
  if (objects.length === 0) throw new Error('nothing stands below ' + BUCKET + '/' + PREFIX);
  const archived = objects.filter(({ storageClass }) => ARCHIVE_CLASSES.split(',').includes(storageClass));
  await each(archived, ({ key }) => ask(key));
  console.log('asked for ' + archived.length + ' of ' + objects.length + ' objects below ' + BUCKET + '/' + PREFIX + ', for ' + RESTORE_DAYS + ' days');
  for (let waiting = archived; ; ) {
    const readable = await each(waiting, ({ key }) => isReadable(key));
    waiting = waiting.filter((_, i) => !readable[i]);
    if (waiting.length === 0) break;
    console.log('waiting for ' + waiting.length + ' of ' + objects.length + ' objects');
    await new Promise((resolve) => setTimeout(resolve, Number(RESTORE_POLL_SECONDS) * 1000));
  }
  console.log('all ' + objects.length + ' objects can be read');
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
`;
