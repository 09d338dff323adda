import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runVerify } from '../../../electron/cli/verify/verifyCommand.ts';
import { importLines } from '../../fixtures/station/importLines.ts';
import { until } from '../../fixtures/station/until.ts';
import { done, enrolAndSignIn, PIN } from '../agent/agentProcess.ts';
import { startStationOverAgent } from './stationOverAgent.ts';

/** Only ends what hangs. */
const PATIENT = { timeout: 120_000 };
const SERIAL = 'WBTEST00041E7K';

it('a certificate whose drive quality refuses afterwards says so, is in no report and leaves with no export', async () => {
  // By chance none is drawn: the close of the draw takes one that has its certificate.
  const started = await startStationOverAgent(['--quality-share-ppm', '0']);
  try {
    const { agent, station, window } = started;
    const session = await started.signInFirst(['technician', 'shift-lead']);
    const { personId } = await enrolAndSignIn(agent.client, session, 'Quinn Hale', ['quality']);
    const quality = done(await window.call('people.signIn', { personId, pin: PIN })).token;
    const { lotId } = await importLines(window, session, 'Dock 4', ['Serial number;Type', `${SERIAL};Hard disk`]);
    const scan = { session, lotId, text: SERIAL, deviceKind: null, insideOf: null };
    expect(done(await window.call('receiving.scan', scan)).outcome.kind).toBe('matched');
    done(await window.call('receiving.finish', { session, lotId }));

    const size = { sizeBytes: 8 * 1024 * 1024, mediaType: 'magnetic', fileSystem: 'none' } as const;
    const plug = { bayId: 'bay-01', model: 'Virtual Test Drive', serialNumber: SERIAL, maxBytesPerSecond: null };
    done(await window.call('virtual.plug', { ...plug, ...size }));
    const { driveId } = await until('the drive', () => station.snapshot().drives[0]);
    const wish = { session, driveId, policyId: 'nist-clear', techniqueId: 'overwrite-zeros' } as const;
    const { token } = done(await window.call('preflight', wish));
    const asset = { assetTag: null, lotName: 'Dock 4' };
    done(await window.call('jobs.start', { session, token, serialTail: SERIAL.slice(-4), asset }));
    const listed = async () =>
      (await window.call('certificates.list', { search: SERIAL, limit: 9, before: null })).rows;
    await expect.poll(listed, PATIENT).toMatchObject([{ refusedByQuality: null }]);
    const [{ certificateId, recordId } = { certificateId: '', recordId: '' }] = await listed();
    const filter = { lotName: 'Dock 4', mediaSource: null, operatorName: null, fromDay: null, toDay: null };
    expect(await window.call('exports.count', { filter })).toEqual({ count: 1 });

    const closed = done(await window.call('quality.closeDraw', { session: quality, lotName: 'Dock 4' }));
    expect(closed.drawnRecordIds).toEqual([recordId]);
    done(await window.call('quality.reverify', { session: quality, recordId, driveId }));
    await expect
      .poll(async () => (await window.call('quality.queue', {})).rows, PATIENT)
      .toMatchObject([{ reverification: { kind: 'ended' } }]);
    const decision = { recordId, decision: 'reject', why: 'seen', recoveryTool: null } as const;
    done(await window.call('quality.decide', { session: quality, pin: PIN, ...decision }));

    await expect.poll(listed, PATIENT).toMatchObject([{ certificateId, refusedByQuality: 'reject' }]);
    const opened = done(await window.call('certificates.open', { certificateId }));
    expect(opened.refusedByQuality).toBe('reject');
    // The files of a certificate cannot know; the station and whoever has the ledger do.
    await station.settled();
    const { genuine, findings } = done(await window.call('certificates.verify', { certificateId }));
    expect(genuine).toBe(true);
    expect(findings.filter(({ outcome }) => outcome === 'refused')).toMatchObject([{ code: 'certificate-refused' }]);
    const verified = async (...argv: string[]) => {
      let words = '';
      const exit = await runVerify(argv, { out: (text) => (words += text), err: (text) => (words += text) });
      return { exit, words };
    };
    expect(await verified(opened.pdfPath)).toMatchObject({ exit: 0 });
    const ledger = join(started.directory.state, 'ledger.jsonl');
    const told = await verified(opened.pdfPath, ledger);
    expect(told).toMatchObject({ exit: 3, words: expect.stringMatching(/^REFUSED: .*counts no more\.$/m) });
    expect(told.words).toContain(findings.at(-1)?.sentence.replace('ledger.jsonl', ledger));
    expect(await window.call('exports.count', { filter })).toEqual({ count: 0 });
    const byName = { kind: 'certificates' as const, certificateIds: [certificateId] };
    const refused = await window.call('exports.create', { session, wish: byName });
    expect(refused).toMatchObject({
      refusals: [{ code: 'certificate-refused-by-quality', details: { certificateId } }],
    });
    // Nor does the agent seal one that a manipulated station asks for.
    const forged = { session, certificateIds: [certificateId], manifestSha256: 'a'.repeat(64) };
    expect(await agent.client.call('exports.seal', forged)).toMatchObject({
      refusals: [{ code: 'certificate-refused-by-quality', details: { certificateId } }],
    });
    const { files } = done(await window.call('report.create', { session, lotId, format: 'csv' }));
    const report = files.map(({ path }) => readFileSync(path, 'utf8')).join('');
    expect(report).toContain(SERIAL);
    expect(report).not.toContain(certificateId);
    expect(report).not.toMatch(/,sanitized,/);
  } finally {
    await started.close();
  }
});
