import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { canonicalText } from '../../../core/record/canonicalJson.ts';
import { sinkSettings } from '../../../electron/station/uploads/sinkSettings.ts';
import { testSink } from '../../../electron/station/uploads/testSink.ts';
import { runUploads } from '../../campaign/uploads/runUploads.ts';
import type { TestLedger } from '../../fixtures/record/testLedger.ts';
import { startCuttingProxy } from '../../fixtures/uploads/cuttingProxy.ts';
import { addCertificates, configureSinks, ledgerWith, mirrorInto } from '../../fixtures/uploads/stationWithLedger.ts';
import { makeAuthority, noOpenssl } from '../../fixtures/uploads/throwAwayAuthority.ts';
import {
  noPostgres,
  STATION_PASSWORD,
  startPostgres,
  type ThrowAwayPostgres,
} from '../../fixtures/uploads/throwAwayPostgres.ts';
import { startUpload } from '../../fixtures/uploads/uploadProcess.ts';

/** With a real server of Debian's package; the full campaign is `npm run campaign -- uploads` (docs/campaigns/uploads.md). */
describe.skipIf(noPostgres !== null || noOpenssl !== null)('uploads to PostgreSQL', () => {
  let certificates = '';
  let postgres: ThrowAwayPostgres;
  let authority: ReturnType<typeof makeAuthority>;
  let folder = '';
  let home = '';
  let number = 0;
  let ledger: TestLedger;

  beforeAll(async () => {
    certificates = mkdtempSync(join(tmpdir(), 'wipebench-authority-'));
    authority = makeAuthority(certificates, 'house');
    postgres = await startPostgres(authority.issue('server', 'subjectAltName=IP:127.0.0.1'));
  });
  afterAll(async () => {
    await postgres?.remove();
    rmSync(certificates, { recursive: true, force: true });
  });
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wipebench-upload-'));
    home = join(folder, 'home');
    number += 1;
    ledger = await ledgerWith(3, `PG TEST ${String(number).padStart(3, '0')}, A KEY FOR TESTS... `);
    await mirrorInto(home, ledger);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function configure(more: object = {}, secrets?: Readonly<Record<string, object>>): void {
    const sink = postgres.sink('head', more);
    configureSinks(home, [sink.settings], secrets ?? sink.secrets);
  }
  const upload = (...options: string[]) => startUpload(home, ...options).ended;
  const one = async (text: string) => (await postgres.query(text, [ledger.keyId]))[0];
  const state = () => one('SELECT * FROM wipebench_stations WHERE ledger_id = $1');
  const good = { gaps: '0', broken_links: '0', unmatched_certificates: '0', forks: '0' };

  it('bring every entry and every certificate there once, whatever is sent again', async () => {
    configure();
    expect(await upload()).toMatchObject({ code: 0, output: 'head: 7 of 7 entries sent\n' });
    expect(await state()).toMatchObject({ ...good, entries: '7', last_seq: '6', certificates: '3' });
    expect(await postgres.query('SELECT * FROM wipebench_wrong_hashes')).toEqual([]);
    // Another name is another sink, which begins with the first entry.
    const { settings, secrets } = postgres.sink('again');
    configureSinks(home, [settings], secrets);
    await addCertificates(ledger, 4, 4);
    await mirrorInto(home, ledger);
    expect(await upload()).toMatchObject({ code: 0, output: 'again: 9 of 9 entries sent\n' });
    expect(await state()).toMatchObject({ ...good, entries: '9', certificates: '4' });
  });

  it('name a fork, keep both histories, and overwrite nothing', async () => {
    configure();
    await upload();
    const before = await one('SELECT hash, envelope FROM wipebench_entries WHERE ledger_id = $1 AND seq = 5');
    await postgres.query("UPDATE wipebench_entries SET hash = repeat('f', 64) WHERE ledger_id = $1 AND seq = 5", [
      ledger.keyId,
    ]);
    const { settings, secrets } = postgres.sink('again');
    configureSinks(home, [settings], secrets);
    const { code, output } = await upload('--until-empty');
    expect(code).toBe(1);
    expect(output).toMatch(
      /again: 5 sent\. At PostgreSQL another entry 5 of this very ledger lies already\..*\nagain: 5 of 7 entries sent, parked\n$/,
    );
    expect(await one('SELECT hash FROM wipebench_entries WHERE ledger_id = $1 AND seq = 5')).toEqual({
      hash: 'f'.repeat(64),
    });
    expect(await one('SELECT seq, hash, envelope FROM wipebench_forks WHERE ledger_id = $1')).toEqual({
      seq: '5',
      ...before,
    });
    expect(await state()).toMatchObject({ forks: '1', broken_links: '1' });
  });

  it.each([
    [
      'a dropped entry',
      'DELETE FROM wipebench_entries WHERE ledger_id = $1 AND seq = 2',
      'wipebench_gaps',
      { first_missing: '2', last_missing: '2' },
    ],
    [
      'a dropped beginning',
      'DELETE FROM wipebench_entries WHERE ledger_id = $1 AND seq < 3',
      'wipebench_gaps',
      { first_missing: '0', last_missing: '2' },
    ],
    [
      'an edited envelope',
      "UPDATE wipebench_entries SET envelope = replace(envelope, 'A', 'B') WHERE ledger_id = $1 AND seq = 3",
      'wipebench_wrong_hashes',
      { seq: '3' },
    ],
    [
      'an entry put into the chain',
      "UPDATE wipebench_entries SET prev = repeat('a', 64) WHERE ledger_id = $1 AND seq = 4",
      'wipebench_broken_links',
      { seq: '4' },
    ],
    [
      'another first entry',
      "UPDATE wipebench_entries SET prev = repeat('a', 64) WHERE ledger_id = $1 AND seq = 0",
      'wipebench_broken_links',
      { seq: '0' },
    ],
    [
      'a dropped certificate',
      'DELETE FROM wipebench_certificates WHERE ledger_id = $1 AND seq = 4',
      'wipebench_unmatched_certificates',
      { seq: '4', problem: 'no certificate' },
    ],
    [
      'a certificate from nowhere',
      'UPDATE wipebench_certificates SET seq = 5 WHERE ledger_id = $1 AND seq = 6',
      'wipebench_unmatched_certificates',
      { seq: '5', problem: 'no entry' },
    ],
  ])('have the shipped SQL name %s', async (_what, tampering, view, found) => {
    configure();
    await upload();
    const look = () => postgres.query(`SELECT * FROM ${view} WHERE ledger_id = $1`, [ledger.keyId]);
    expect(await look()).toEqual([]);
    await postgres.query(tampering, [ledger.keyId]);
    expect((await look()).some((row) => Object.entries(found).every(([name, value]) => row[name] === value))).toBe(
      true,
    );
  });

  it('fill a database again that was set back to an older backup', async () => {
    configure();
    await upload();
    await postgres.query('DELETE FROM wipebench_entries WHERE ledger_id = $1 AND seq >= 3', [ledger.keyId]);
    await postgres.query('DELETE FROM wipebench_certificates WHERE ledger_id = $1 AND seq >= 3', [ledger.keyId]);
    await addCertificates(ledger, 4, 4);
    await mirrorInto(home, ledger);
    expect((await upload()).code).toBe(0);
    expect(await state()).toMatchObject({ ...good, entries: '9', certificates: '4' });
  });

  it.each([
    ['a wrong password', { more: {}, secrets: { head: { password: 'a wrong one' } } }, /28P01/],
    ['no password', { more: {}, secrets: {} }, /SASL|28P01/],
    ['a user that the server does not know', { more: { user: 'nobody-here' } }, /28P01/],
  ])(
    'park at %s and say why, without the secret',
    async (_what, { more, secrets }: { more: object; secrets?: Record<string, object> }, words) => {
      configure(more, secrets);
      const { code, output } = await upload('--until-empty');
      expect(code).toBe(1);
      expect(output).toMatch(words);
      expect(output).toMatch(/head: 0 of 7 entries sent, parked\n$/);
      expect(output).not.toContain('a wrong one');
      configure();
      expect((await upload()).code, 'parked until a person says otherwise').toBe(1);
      expect((await upload('--unpark')).code).toBe(0);
    },
  );

  it('verify the server in full: the house authority is trusted, another is not', async () => {
    configure({ tls: 'verify-full', caFile: authority.cert });
    expect(await upload()).toMatchObject({ code: 0 });
    const stranger = makeAuthority(certificates, `stranger-${number}`);
    const { settings, secrets } = postgres.sink('other', { tls: 'verify-full', caFile: stranger.cert });
    configureSinks(home, [settings], secrets);
    const { code, output } = await upload();
    expect(code).toBe(1);
    expect(output).toMatch(/does not prove who it is.*\nother: 0 of 7 entries sent, pause\n$/);
  });

  it('refuse a certificate of another host', async () => {
    // The server's certificate names 127.0.0.1 only, not the name that leads there.
    configure({ host: 'localhost', tls: 'verify-full', caFile: authority.cert });
    const { code, output } = await upload();
    expect(code).toBe(1);
    expect(output).toContain('ERR_TLS_CERT_ALTNAME_INVALID');
  });

  it('are not led elsewhere by variables of the environment', async () => {
    configure();
    process.env.PGHOST = '127.0.0.2';
    process.env.PGPASSWORD = 'another';
    process.env.PGSSLMODE = 'no-verify';
    try {
      expect(await upload()).toMatchObject({ code: 0 });
    } finally {
      for (const name of ['PGHOST', 'PGPASSWORD', 'PGSSLMODE']) delete process.env[name];
    }
  });

  it('wait for a server that is down and end by themselves when it is back', async () => {
    configure();
    await postgres.down('fast');
    const uploading = startUpload(home, '--until-empty');
    await new Promise<void>((resolve) => uploading.child.stderr?.once('data', () => resolve()));
    await postgres.up();
    const { code, output } = await uploading.ended;
    expect(code).toBe(0);
    expect(output).toContain('cannot be reached (ECONNREFUSED)');
  });

  it('do not wait for what a pulled cable left half done at the server, and bring it there once', async () => {
    const envelopes = ledger.entries.reduce((sum, { envelope }) => sum + canonicalText(envelope).length, 0);
    // The first connection goes silent in the middle of the certificates; the server waits for their rest as long as the proxy stands.
    const draws = [0, 0];
    const proxy = await startCuttingProxy(
      postgres.port,
      { least: envelopes + 12_000, most: 1e12 },
      () => draws.shift() ?? 0.999,
    );
    configure({ port: proxy.port, timeoutSeconds: 2 });
    const { code, output } = await upload('--until-empty');
    // A connection that ended well is taken down by the server a moment later; the silent one stays as long as the proxy stands.
    await expect
      .poll(() => postgres.query("SELECT pid FROM pg_stat_activity WHERE application_name = 'wipebench-station'"), {
        timeout: 60_000,
      })
      .toHaveLength(1);
    await proxy.stop();
    expect(code, output).toBe(0);
    expect(proxy.stalls()).toBe(1);
    expect(output).toMatch(/connection broke \(Query read timeout\)/);
    expect(await state()).toMatchObject({ ...good, entries: '7', certificates: '3' });
  });

  it('say at once what waits when nobody asked them to be patient', async () => {
    configure({ port: 1 });
    expect(await upload()).toMatchObject({ code: 1 });
  });

  it('are tried out first, and each thing that can be wrong has its sentence', async () => {
    const tried = async (more: object = {}, secret: object = { password: STATION_PASSWORD }) => {
      const { settings } = postgres.sink('head', { caFile: authority.cert, ...more });
      const { what } = await testSink({ settings: sinkSettings.parse(settings), secrets: secret });
      return what.code;
    };
    const row = async () =>
      (await postgres.query<{ rows: string }>('SELECT count(*) AS rows FROM wipebench_entries'))[0];
    const before = await row();
    expect(await tried()).toBe('upload-test-database');
    expect(await tried({}, { password: 'another one' })).toBe('upload-test-password');
    expect(await tried({ database: 'nowhere' })).toBe('upload-test-no-database');
    expect(await tried({ database: 'template1' })).toBe('upload-test-no-tables');
    expect(await tried({ port: 1 })).toBe('upload-test-nobody-listens');
    expect(await row()).toEqual(before);
  });

  it('leave no secret in the station’s database', async () => {
    configure();
    await upload();
    const database = join(home, 'data/station.sqlite');
    expect(existsSync(database)).toBe(true);
    expect(readFileSync(database).includes('throw-away-password')).toBe(false);
  });
});

describe.skipIf(noPostgres !== null)('the uploads campaign', () => {
  it('ends with every row once and every chain verified, after restarts, cuts and kills', async () => {
    const result = await runUploads({
      stations: 4,
      certificatesEach: 50,
      restarts: 1,
      kills: 2,
      seed: 45,
      cutAfterBytes: { least: 20_000, most: 2_000_000 },
      progress: () => undefined,
    });
    expect(result.problems).toEqual([]);
    expect([result.certificates, result.entries]).toEqual([200, 404]);
    expect([result.restarts.length, result.cuts + result.stalls > 0]).toEqual([1, true]);
  });
});
