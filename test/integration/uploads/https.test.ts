import { createHmac } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { canonicalBytes } from '../../../core/record/canonicalJson.ts';
import { verifyCertificateFile } from '../../../core/record/verifyCertificateFile.ts';
import { nodeCrypto } from '../../../electron/cli/verify/nodeCrypto.ts';
import { pathsUnder } from '../../../electron/station/paths/stationPaths.ts';
import { sinkSettings } from '../../../electron/station/uploads/sinkSettings.ts';
import { testSink } from '../../../electron/station/uploads/testSink.ts';
import { uploadMessage } from '../../../electron/station/uploads/uploadItem.ts';
import type { TestLedger } from '../../fixtures/record/testLedger.ts';
import { type HttpsEndpoint, startHttpsEndpoint } from '../../fixtures/uploads/httpsEndpoint.ts';
import { configureSinks, ledgerWith, mirrorInto } from '../../fixtures/uploads/stationWithLedger.ts';
import { makeAuthority, noOpenssl } from '../../fixtures/uploads/throwAwayAuthority.ts';
import { startUpload } from '../../fixtures/uploads/uploadProcess.ts';

const SECRET = 'a secret of the two of us';

describe.skipIf(noOpenssl !== null)('uploads to an HTTPS endpoint', () => {
  let certificates = '';
  let authority: ReturnType<typeof makeAuthority>;
  let server: ReturnType<typeof authority.issue>;
  let endpoint: HttpsEndpoint;
  let folder = '';
  let home = '';
  let ledger: TestLedger;

  beforeAll(() => {
    certificates = mkdtempSync(join(tmpdir(), 'wipebench-authority-'));
    authority = makeAuthority(certificates, 'house');
    server = authority.issue('server', 'subjectAltName=IP:127.0.0.1');
  });
  afterAll(() => rmSync(certificates, { recursive: true, force: true }));
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wipebench-upload-'));
    home = join(folder, 'home');
    ledger = await ledgerWith(2);
    await mirrorInto(home, ledger);
    endpoint = await startHttpsEndpoint(server, null);
  });
  afterEach(async () => {
    await endpoint.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function configure(more: object = {}, secrets: Record<string, object> = { portal: { hmacKey: SECRET } }): void {
    configureSinks(
      home,
      [{ name: 'portal', kind: 'https', url: endpoint.url, caFile: authority.cert, ...more }],
      secrets,
    );
  }
  const upload = (...options: string[]) => startUpload(home, ...options).ended;
  const seqs = () => endpoint.posted.map(({ body }) => uploadMessage.parse(JSON.parse(body.toString())).entry.seq);

  it('are tried out first: a trusted way, an unknown authority, another name, and no certificate where one is wanted', async () => {
    const tried = async (more: object) => {
      const settings = sinkSettings.parse({
        name: 'portal',
        kind: 'https',
        url: endpoint.url,
        timeoutSeconds: 5,
        ...more,
      });
      return (await testSink({ settings, secrets: {} })).what.code;
    };
    const trusted = { caFile: authority.cert };
    expect(await tried(trusted)).toBe('upload-test-endpoint');
    expect(await tried({})).toBe('upload-test-untrusted');
    expect(await tried({ ...trusted, url: endpoint.url.replace('127.0.0.1', 'localhost') })).toBe(
      'upload-test-certificate-name',
    );
    const mutual = await startHttpsEndpoint(server, authority);
    try {
      const { cert, key } = authority.issue('station', 'extendedKeyUsage=clientAuth');
      expect(await tried({ ...trusted, url: mutual.url })).toBe('upload-test-client-certificate');
      const files = { clientCertificateFile: cert, clientKeyFile: key };
      expect(await tried({ ...trusted, ...files, url: mutual.url })).toBe('upload-test-endpoint');
    } finally {
      await mutual.stop();
    }
    expect(endpoint.posted.map(({ method }) => method)).toEqual(['HEAD']);
  });

  it('come in order, each with its idempotency key and a signature that holds, and verify', async () => {
    configure();
    expect(await upload()).toMatchObject({ code: 0, output: 'portal: 5 of 5 entries sent\n' });
    expect(seqs()).toEqual([0, 1, 2, 3, 4]);
    for (const { method, body, signature, idempotencyKey } of endpoint.posted) {
      const [, seconds = '', hex = ''] = /^t=([0-9]+),v1=([0-9a-f]{64})$/.exec(signature ?? '') ?? [];
      expect(hex).toBe(createHmac('sha256', SECRET).update(`${seconds}.`).update(body).digest('hex'));
      const message = uploadMessage.parse(JSON.parse(body.toString()));
      expect([method, idempotencyKey]).toEqual(['POST', `"${message.entry.hash}"`]);
      if (message.certificate === null) continue;
      const options = { subject: 'file', pinnedKeyId: ledger.keyId };
      const report = await verifyCertificateFile(canonicalBytes(message.certificate), options, nodeCrypto);
      expect(report.outcome).toBe('genuine');
    }
  });

  it('are sent again with the same key when the answer was lost, so that the endpoint can count them once', async () => {
    configure();
    endpoint.behave((_posted, number) => (number === 2 || number === 3 ? 'hang-up' : { status: 200 }));
    expect((await upload('--until-empty')).code).toBe(0);
    expect(seqs()).toEqual([0, 1, 1, 1, 2, 3, 4]);
    expect(new Set(endpoint.posted.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(5);
  });

  it('are tried again after a 503, and nothing overtakes', async () => {
    configure();
    endpoint.behave((_posted, number) => (number === 2 ? { status: 503, text: 'back soon' } : { status: 200 }));
    const { code, output } = await upload('--until-empty');
    expect(code).toBe(0);
    expect(output).toContain('status 503: back soon');
    expect(seqs()).toEqual([0, 1, 1, 2, 3, 4]);
  });

  it('remember over a restart when the server wants them back', async () => {
    configure();
    const before = Date.now();
    endpoint.behave(() => ({ status: 429, headers: { 'retry-after': '7200' } }));
    expect((await upload()).code).toBe(1);
    const database = new SqliteDatabase(pathsUnder(home).database, { readonly: true });
    const { retry_at } = database.prepare<[], { retry_at: string }>('SELECT retry_at FROM upload_sinks').get() ?? {};
    database.close();
    expect(Date.parse(retry_at ?? '')).toBeGreaterThanOrEqual(before + 7_200_000);
  });

  it('are parked at a 4xx with what the endpoint said, and go on when a person un-parks', async () => {
    configure();
    endpoint.behave((_posted, number) => (number === 3 ? { status: 422, text: 'unknown lot' } : { status: 200 }));
    const refused = await upload('--until-empty');
    expect(refused.code).toBe(1);
    expect(refused.output).toMatch(/refuses entry 2 \(status 422: unknown lot\)/);
    expect((await upload('--until-empty')).code).toBe(1);
    expect(seqs()).toEqual([0, 1, 2]);
    expect((await upload('--unpark')).code).toBe(0);
    expect(seqs()).toEqual([0, 1, 2, 2, 3, 4]);
  });

  it('never follow a redirect', async () => {
    configure();
    endpoint.behave(() => ({ status: 307, headers: { location: endpoint.url } }));
    expect((await upload('--until-empty')).code).toBe(1);
    expect(endpoint.posted).toHaveLength(1);
  });

  it('send nothing to a server that does not prove who it is', async () => {
    configure({ caFile: makeAuthority(folder, 'stranger').cert });
    const stranger = await upload();
    expect(stranger.code).toBe(1);
    expect(stranger.output).toContain('does not prove who it is');
    configure({ caFile: authority.cert, url: endpoint.url.replace('127.0.0.1', 'localhost') });
    expect((await upload()).output).toContain('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(endpoint.posted).toEqual([]);
  });

  it('show the station’s certificate to an endpoint that wants one, and are turned away without it', async () => {
    await endpoint.stop();
    endpoint = await startHttpsEndpoint(server, authority);
    const client = authority.issue('station-7', 'extendedKeyUsage=clientAuth');
    configure({}, {});
    expect((await upload()).code).toBe(1);
    expect(endpoint.posted).toEqual([]);
    configure({ clientCertificateFile: client.cert, clientKeyFile: client.key }, {});
    expect((await upload()).code).toBe(0);
    expect(new Set(endpoint.posted.map((posted) => posted.client))).toEqual(new Set(['station-7']));
    expect(endpoint.posted[0]?.signature).toBeNull();
  });

  it('refuse a key that others may read', async () => {
    const client = authority.issue('station-8', 'extendedKeyUsage=clientAuth');
    chmodSync(client.key, 0o644);
    configure({ clientCertificateFile: client.cert, clientKeyFile: client.key });
    const { code, output } = await upload();
    expect(code).toBe(1);
    expect(output).toContain('others may read it');
    expect(endpoint.posted).toEqual([]);
  });
});
