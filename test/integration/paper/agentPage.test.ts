import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fromBase64, toBase64 } from '../../../core/record/bytes.ts';
import { signatureContainer } from '../../../core/record/pdfSignature.ts';
import { filledPdf, signatureHole, signedPart } from '../../../core/record/signedPdf.ts';
import { verifyPdf } from '../../../core/record/verifyPdf.ts';
import { comparePdfWith, loadDrawingProgram } from '../../../electron/cli/verify/drawAgain.ts';
import { logoPng } from '../../../electron/station/certificates/logoPng.ts';
import { renderCertificatePdf } from '../../../electron/station/certificates/renderCertificatePdf.ts';
import { issueCertificate } from '../../../native/agent/ledger/issueCertificate.ts';
import { type Ledger, openLedger } from '../../../native/agent/ledger/ledger.ts';
import { nodeCrypto } from '../../../native/agent/ledger/nodeCrypto.ts';
import { rotateKey } from '../../../native/agent/ledger/rotateKey.ts';
import { certificateBytes } from '../../../native/agent/paper/certificateBytes.ts';
import { openPaperDesk, type PaperDesk } from '../../../native/agent/paper/paperDesk.ts';
import { systemClock } from '../../../native/agent/tools/clock.ts';
import { type DrawnPage, drawPage } from '../../../native/agent/tools/drawPage.ts';
import { type RunTool, runTool } from '../../../native/agent/tools/run.ts';
import { sampleRecord } from '../../fixtures/paper/sampleRecord.ts';

const project = resolve(import.meta.dirname, '../../..');
const files = {
  program: join(project, 'out/agent/drawPage.mjs'),
  fonts: join(project, 'resources/fonts'),
  node: process.execPath,
};
const isRoot = process.getuid?.() === 0;
if (!isRoot) console.log('SKIPPED that the drawing process is another user: only root can become one');
const PDFSIG = '/usr/bin/pdfsig';
if (!existsSync(PDFSIG)) console.log('SKIPPED pdfsig: missing (Debian package poppler-utils)');

const lead = { personId: 'jonas-weber', name: 'Jonas Weber', title: 'Shift lead' };
const drawing: RunTool[] = [];
let folder: string;
let ledger: Ledger;
let desk: PaperDesk;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wipebench-page-'));
  const stateDirectory = join(folder, 'state');
  const station = { stateDirectory, virtual: false, clock: systemClock };
  ledger = await openLedger({ ...station, onDamage: () => undefined });
  const draw = (file: Uint8Array) => drawPage(drawing.at(-1) ?? runTool, files, file);
  desk = openPaperDesk({ ...station, stationName: 'Bench 1', draw }, ledger, systemClock.nowIso);
});
afterAll(() => {
  ledger.close();
  rmSync(folder, { recursive: true });
});

/** A certificate that the ledger issued on a sealed record of its own. */
async function issue(number: number): Promise<string> {
  const recordId = `0192f3c4-5d6e-7f80-9a1b-${String(number).padStart(12, '0')}`;
  const record = sampleRecord({ recordId });
  const { station, drive } = record;
  const here = { ...station, stationId: ledger.stationId };
  await ledger.sealRecord({
    ...record,
    station: here,
    drive: { ...drive, hiddenAreas: 'not-examined', transport: 'usb' },
  });
  const request = { recordId, mediaSource: null, destination: null };
  const person = { ...lead, roles: ['shift-lead' as const], enrolledAt: systemClock.nowIso() };
  const standing = () => ({ kind: 'not-drawn', drawOpen: false }) as const;
  const paper = await desk.forCertificate();
  const issued = await issueCertificate(ledger, request, paper, person, standing, systemClock.nowIso);
  if (issued.outcome === 'refused') throw new Error(JSON.stringify(issued));
  const certificateId = ledger.certificateOf(recordId);
  if (certificateId === null) throw new Error('not issued');
  return certificateId;
}

async function fileOf(certificateId: string): Promise<Uint8Array> {
  const found = ledger.certificate(certificateId);
  if (found === null) throw new Error('not there');
  return certificateBytes(ledger, found);
}

/** The PDF as a station makes it: its own drawing around the agent's signature. */
async function signedPdf(certificateId: string): Promise<Uint8Array> {
  const drawn = await renderCertificatePdf(await fileOf(certificateId));
  const hole = signatureHole(drawn);
  const answer = await desk.sign(certificateId);
  if (hole === null || answer.outcome === 'refused') throw new Error(JSON.stringify(answer));
  const { pageSha256, signatureBase64, signerBase64 } = answer.value;
  const page = createHash('sha256').update(signedPart(drawn, hole)).digest();
  expect(pageSha256).toBe(page.toString('hex'));
  const signer = fromBase64(signerBase64);
  const parts = { signer, signature: fromBase64(signatureBase64), timeStamp: null };
  return filledPdf(drawn, hole, signatureContainer(parts, page, createHash('sha256').update(signer).digest()));
}

async function expectGenuine(certificateId: string): Promise<void> {
  const pdf = await signedPdf(certificateId);
  const comparePdf = comparePdfWith(loadDrawingProgram);
  const report = await verifyPdf(pdf, { subject: 'it', pinnedKeyId: ledger.keyId, comparePdf }, nodeCrypto);
  expect(report.findings.filter(({ outcome }) => outcome === 'not-genuine')).toEqual([]);
  expect(report.findings.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['pdf-rendered-again', 'pdf-signed', 'place-proven']),
  );
  expect(report.outcome).toBe('genuine');
  if (!existsSync(PDFSIG)) return;
  const path = join(folder, `${certificateId}.pdf`);
  writeFileSync(path, pdf);
  const told = execFileSync(PDFSIG, [path], { encoding: 'utf8' });
  expect(told).toContain('Signature is Valid.');
  expect(told).toContain('Total document signed');
}

describe('the agent draws what it signs', () => {
  test('from its own ledger: the file that verifies, the page that everybody draws from it, to the byte', async () => {
    await expectGenuine(await issue(1));
  });

  test('with the logo that a shift lead had sealed, and also after the key was changed', async () => {
    const logo = logoPng(32, 16, new Uint8Array(32 * 16 * 3).fill(90));
    if (logo === null) throw new Error('no logo');
    await desk.set({ language: 'zh', shopName: '上海绿源', logoPngBase64: toBase64(logo) }, lead);
    await expectGenuine(await issue(2));
    const holder = { kind: 'file' } as const;
    await rotateKey(ledger, { stateDirectory: join(folder, 'state'), holder, run: runTool });
    await expectGenuine(await issue(3));
  });

  test('nothing that it did not issue', async () => {
    expect(await desk.sign('WB-00000000-00000099')).toMatchObject({ refusals: [{ code: 'certificate-unknown' }] });
  });

  test('where the drawing fails the certificate stands without it, the reason is told, and the next try succeeds', async () => {
    const certificateId = await issue(4);
    const broken: RunTool = (tool, argv, options) => runTool(tool, [...argv].slice(0, -1), options);
    drawing.push(broken);
    const refused = await desk.sign(certificateId);
    drawing.pop();
    expect(refused).toMatchObject({ outcome: 'refused', refusals: [{ code: 'paper-not-drawn' }] });
    expect(JSON.stringify(refused)).toMatch(/the font \S+ was not given/);
    expect(ledger.certificate(certificateId)).not.toBeNull();
    await expectGenuine(certificateId);
  });
});

describe('the process that draws', () => {
  /** Runs a program of this test in the place of the drawing one. */
  async function run(source: string, given: RunTool = runTool): Promise<DrawnPage> {
    const program = join(folder, 'program.mjs');
    writeFileSync(program, source, { mode: 0o600 });
    return drawPage(given, { ...files, program }, new TextEncoder().encode('the certificate'));
  }

  test('has no name of a file, no program, no thread, no environment, and the certificate it was given', async () => {
    const told = await run(`
      import { spawnSync } from 'node:child_process';
      import { readFileSync, writeFileSync } from 'node:fs';
      import { Worker } from 'node:worker_threads';
      const tried = (act) => { try { act(); return 'done'; } catch ({ code }) { return code; } };
      process.stdout.write(JSON.stringify({
        uid: process.getuid(), gid: process.getgid(), groups: process.getgroups(), environment: Object.keys(process.env).sort(),
        given: readFileSync(4, 'utf8'), fonts: process.argv.slice(2).length,
        read: tried(() => readFileSync('/etc/hostname')),
        write: tried(() => writeFileSync('/dev/shm/wipebench-drawing', 'x')),
        spawn: tried(() => spawnSync('/bin/true')),
        thread: tried(() => new Worker('1', { eval: true })),
      }));`);
    if ('why' in told) throw new Error(told.why);
    const facts = JSON.parse(Buffer.from(told.pdf).toString('utf8'));
    const denied = 'ERR_ACCESS_DENIED';
    expect(facts).toMatchObject({ read: denied, write: denied, spawn: denied, thread: denied });
    expect(facts).toMatchObject({ given: 'the certificate', fonts: 4, environment: ['LANG', 'LC_ALL'] });
    if (isRoot) expect(facts).toMatchObject({ uid: 65_534, gid: 65_534, groups: [65_534] });
    else expect(facts.uid).toBe(process.getuid?.());
  });

  test('draws one that does not end no longer than it may, and one that wants all memory not at all', async () => {
    const hasty: RunTool = (tool, argv, options) => runTool(tool, argv, { ...options, timeoutMs: 2_000 });
    expect(await run('for (;;);', hasty)).toMatchObject({ why: expect.stringContaining('timed-out') });
    const greedy = 'const all = []; for (;;) all.push(new Array(100_000).fill(all.length));';
    expect(await run(greedy)).toMatchObject({ why: expect.stringContaining('heap') });
  });

  test.runIf(isRoot)('works for root where nobody else may enter the folder that all of it lies in', async () => {
    const certificateId = await issue(5);
    const closed = mkdtempSync(join(tmpdir(), 'wipebench-closed-'));
    // mkdtemp makes it 0700.
    const node = join(closed, 'node');
    execFileSync('/bin/cp', ['-r', files.fonts, join(closed, 'fonts')]);
    execFileSync('/bin/cp', [files.node, node]);
    execFileSync('/bin/cp', [files.program, join(closed, 'program.mjs')]);
    const inside = { program: join(closed, 'program.mjs'), fonts: join(closed, 'fonts'), node };
    const drawn = await drawPage(runTool, inside, await fileOf(certificateId));
    rmSync(closed, { recursive: true });
    expect(drawn).toHaveProperty('pdf');
  });
});
