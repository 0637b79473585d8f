import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';

/** An object of the double. */
export interface ArchivedObject {
  readonly storageClass: string;
  /** Undefined when nobody asked for it; else after how many vain reads it is back. */
  looksUntilBack?: number;
}

/**
 * A test double of an object storage with an archive: no server that can be had restores anything. It knows what a restore
 * needs of the API of S3, or of COS and OSS (listing, reading, asking for a restore), and checks no signatures.
 */
export class ArchiveDouble {
  public static async start(objects: { [key: string]: ArchivedObject }, looks = 2): Promise<ArchiveDouble> {
    const double = new ArchiveDouble(objects, looks);
    await new Promise<void>((resolve) => double.server.listen(0, '127.0.0.1', resolve));
    return double;
  }

  /** Bodies of the requests for a restore, by key. */
  public readonly asked: [key: string, body: string][] = [];
  private readonly server: Server;

  private constructor(
    private readonly objects: { [key: string]: ArchivedObject },
    private readonly looks: number,
  ) {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  /** URL of its API; the bucket is part of the path. */
  public get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const url = new URL(request.url ?? '/', this.endpoint);
    const key = decodeURIComponent(url.pathname.split('/').slice(2).join('/'));
    if (key === '') this.list(url, request, response);
    else if (this.objects[key] === undefined) send(response, 404, error('NoSuchKey'));
    else if (request.method === 'POST' && url.searchParams.has('restore')) this.restore(key, body, response);
    else this.read(key, request, response);
  }

  private list(url: URL, request: IncomingMessage, response: ServerResponse): void {
    const prefix = url.searchParams.get('prefix') ?? '';
    const withStatus = request.headers['x-amz-optional-object-attributes'] === 'RestoreStatus';
    const contents = Object.keys(this.objects)
      .filter((key) => key.startsWith(prefix))
      .map((key) => entry(key, this.objects[key], withStatus));
    send(response, 200, `<ListBucketResult><IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>`);
  }

  private restore(key: string, body: string, response: ServerResponse): void {
    this.asked.push([key, body]);
    const object = this.objects[key];
    if (object.looksUntilBack === undefined) {
      object.looksUntilBack = this.looks;
      send(response, 202, '');
    } else if (object.looksUntilBack === 0) send(response, 200, '');
    else send(response, 409, error('RestoreAlreadyInProgress'));
  }

  private read(key: string, request: IncomingMessage, response: ServerResponse): void {
    const object = this.objects[key];
    const { storageClass, looksUntilBack } = object;
    const isBack = storageClass === 'STANDARD' || looksUntilBack === 0;
    const content = Buffer.from('weights');
    const headers = { 'last-modified': new Date(0).toUTCString(), etag: '"0"', 'x-amz-storage-class': storageClass };
    if (request.method === 'HEAD') response.writeHead(200, { ...headers, 'content-length': content.length }).end();
    else if (!isBack) {
      if (looksUntilBack !== undefined) object.looksUntilBack = looksUntilBack - 1;
      send(response, 403, error('InvalidObjectState'));
    } else response.writeHead(206, { ...headers, 'content-range': 'bytes 0-0/7' }).end(content.subarray(0, 1));
  }
}

function entry(key: string, { storageClass, looksUntilBack }: ArchivedObject, withStatus: boolean): string {
  const status =
    withStatus && looksUntilBack !== undefined
      ? `<RestoreStatus><IsRestoreInProgress>${looksUntilBack > 0}</IsRestoreInProgress></RestoreStatus>`
      : '';
  return (
    `<Contents><Key>${key}</Key><LastModified>2025-05-01T00:00:00.000Z</LastModified><ETag>"0"</ETag><Size>7</Size>` +
    `<StorageClass>${storageClass}</StorageClass>${status}</Contents>`
  );
}

function error(code: string): string {
  return `<Error><Code>${code}</Code><Message>${code}</Message></Error>`;
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' }).end(body);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}
