import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ready } from 'zpl-renderer-js';
import { type ContractClient, connectContract } from '../../../core/contract/rpcClient.ts';
import { type StationContract, stationContract } from '../../../core/contract/station.ts';
import { FACTORY_PRINTER } from '../../../core/domain/printer.ts';
import labelWords from '../../../core/messages/en/label.json' with { type: 'json' };
import type { CertificateFile } from '../../../core/record/certificateFile.ts';
import { readLabelCode } from '../../../core/record/labelCode.ts';
import type { RecordV1 } from '../../../core/record/recordV1.ts';
import { makeTtyPair, type TtyPair } from '../../../electron/cli/demo/socatPair.ts';
import { plugVirtualPrinter, type VirtualPrinter } from '../../../electron/cli/demo/virtualPrinter/virtualPrinter.ts';
import { runVerify } from '../../../electron/cli/verify/verifyCommand.ts';
import { drawLabel } from '../../../electron/station/labels/drawLabel.ts';
import { driveLabelMarks } from '../../../electron/station/labels/driveLabel.ts';
import { labelContentFrom } from '../../../electron/station/labels/labelContentFrom.ts';
import { labelDeskWith } from '../../../electron/station/labels/labelDesk.ts';
import { templateFor } from '../../../electron/station/labels/labelTemplate.ts';
import { statusPrinter } from '../../../electron/station/labels/statusPrinter.ts';
import { pathsUnder } from '../../../electron/station/paths/stationPaths.ts';
import { type Station, startStation } from '../../../electron/station/stationService.ts';
import { TEST_PATIENCE } from '../../fixtures/paper/labelBench.ts';
import { codesOnPng, dotsOf } from '../../fixtures/paper/readPicture.ts';
import { memoryPair } from '../../fixtures/station/channelPairs.ts';
import { until } from '../../fixtures/station/until.ts';
import { code, nastyPage, type Stages, shownAs } from '../../fixtures/strings/nastyPage.ts';
import { lookedUp, NASTY_STRINGS, type NastyString } from '../../fixtures/strings/nastyStrings.ts';
import { readCertificatePdf, SERIAL_COLUMN, TAG_COLUMN } from '../../fixtures/strings/readCertificatePdf.ts';
import { type ReadExport, readExport } from '../../fixtures/strings/readExport.ts';
import { NASTY_LOT, type NastyDrive, wipeNastyDrives } from '../../fixtures/strings/wipeNastyDrives.ts';
import {
  type Agent,
  done,
  ENGINE,
  makeStationDirectory,
  PIN,
  removeStationDirectory,
  type StationDirectory,
  startAgent,
} from '../agent/agentProcess.ts';

const NEEDED = [ENGINE, '/usr/bin/socat', '/usr/bin/python3', '/usr/bin/pdftotext', '/usr/bin/pdfdetach'];
const missing = NEEDED.filter((path) => !existsSync(path));
if (missing.length > 0) console.log(`SKIPPED the journey of the nasty strings: ${missing.join(', ')} missing`);

const PAGE = resolve(import.meta.dirname, '../../../docs/nasty-strings.md');

/** A drive with all that was made of it. */
type Journey = NastyDrive & {
  readonly record: RecordV1;
  readonly certificateId: string;
  readonly jsonPath: string;
  readonly pdfPath: string;
};
/** A label as an independent renderer draws what the printer got. */
type Printed = {
  readonly dots: readonly string[];
  readonly codes: Readonly<Record<string, string>>;
  readonly labelCode: string;
};

describe.skipIf(missing.length > 0)(
  'the nastiest strings, from drive and asset list through everything and back',
  () => {
    let directory: StationDirectory;
    let scratch: string;
    let agent: Agent;
    let station: Station;
    let window: ContractClient<StationContract>;
    let ttys: TtyPair;
    let printer: VirtualPrinter;
    let journeys: readonly Journey[];
    let printed: ReadonlyMap<string, Printed>;
    let exported: ReadExport;
    let exportPath: string;
    const logged: string[] = [];
    const seen = new Map<NastyString, Partial<Stages>>(NASTY_STRINGS.map((each) => [each, {}]));
    const note = (string: NastyString, stages: Partial<Stages>) => seen.set(string, { ...seen.get(string), ...stages });

    beforeAll(async () => {
      directory = makeStationDirectory();
      scratch = mkdtempSync(join(tmpdir(), 'wipebench-strings-'));
      agent = await startAgent(directory);
      ttys = await makeTtyPair(scratch);
      printer = await plugVirtualPrinter(ttys.printerEnd);
      station = startStation({
        agentSocket: join(directory.path, 'agent.sock'),
        paths: pathsUnder(join(directory.path, 'home')),
        log: (what, cause) => logged.push(`${what}: ${String(cause)}`),
        openLabelDesk: labelDeskWith({
          printerFor: (settings, listPorts) => statusPrinter(settings, listPorts, TEST_PATIENCE),
          listPorts: async () => [],
          retryMs: { waiting: 60, idle: 60 },
        }),
      });
      const { near, far } = await memoryPair();
      station.accept(near);
      window = connectContract(stationContract, far, { build: 'test' });
      await until('the agent', () => station.snapshot().agent.state === 'connected');
      const roles: ('technician' | 'shift-lead')[] = ['technician', 'shift-lead'];
      const enrol = { session: null, name: 'Alma Ruiz', title: 'Shift lead', roles, pin: PIN, badge: null };
      const { personId } = done(await window.call('people.enrol', enrol));
      const { token: session } = done(await window.call('people.signIn', { personId, pin: PIN }));
      done(await window.call('printer.configure', { session, printer: { ...FACTORY_PRINTER, path: ttys.stationEnd } }));

      const drives = await wipeNastyDrives(agent.client, session);
      const stateOf = (recordId: string) =>
        station.snapshot().labels.find((label) => label.recordId === recordId)?.state;
      await until(
        'ten printed labels',
        () => drives.every(({ recordId }) => stateOf(recordId)?.kind === 'printed'),
        240_000,
      );
      const made: Journey[] = [];
      // One after the other: for each the agent draws the page in a process of its own.
      for (const drive of drives) {
        const { recordId } = drive;
        const { record } = done(await window.call('records.open', { recordId }));
        const issue = { session, recordId, mediaSource: null, destination: null };
        const { certificateId } = done(await window.call('certificates.issue', issue));
        await station.settled();
        const { jsonPath, pdfPath } = done(await window.call('certificates.open', { certificateId }));
        made.push({ ...drive, record, certificateId, jsonPath, pdfPath });
      }
      journeys = made;
      printed = new Map(await Promise.all(printer.labels().map(async (bytes, index) => readLabel(bytes, index))));
      const certificateIds = journeys.map(({ certificateId }) => certificateId);
      const answer = await window.call('exports.create', { session, wish: { kind: 'certificates', certificateIds } });
      exportPath = done(answer).path;
      exported = readExport(exportPath);
    });
    afterAll(async () => {
      await station?.stop();
      await agent?.stop();
      await printer?.unplug();
      await ttys?.stop();
      removeStationDirectory(directory);
      rmSync(scratch, { recursive: true });
    });

    async function readLabel(bytes: Uint8Array, index: number): Promise<[string, Printed]> {
      const { api } = await ready;
      const zpl = new TextDecoder('ascii', { fatal: true }).decode(bytes);
      const codes = await codesOnPng(Buffer.from(await api.zplToBase64Async(zpl, 50, 25, 8), 'base64'));
      const labelCode = codes.QRCode ?? '';
      const paper = printer.paper()[index];
      if (paper === undefined) throw new Error('a label without paper');
      return [readLabelCode(labelCode)?.facts.recordId ?? `label ${index}`, { dots: dotsOf(paper), codes, labelCode }];
    }

    it('are sealed unchanged in the records, and listed unchanged by the store', async () => {
      expect(journeys).toHaveLength(NASTY_STRINGS.length);
      const { rows } = await window.call('records.list', { search: '', limit: 50, before: null });
      const certificates = (await window.call('certificates.list', { search: '', limit: 50, before: null })).rows;
      for (const { serial, tag, record, recordId, certificateId } of journeys) {
        expect(record.drive.serialNumber, serial.name).toBe(serial.text);
        expect(record.drive.identities[0]?.serialNumber, serial.name).toBe(serial.text);
        expect(record.asset, tag.name).toEqual({ assetTag: tag.text, lotName: NASTY_LOT });
        const both = { serialNumber: serial.text, assetTag: tag.text };
        expect(rows.find((row) => row.recordId === recordId)).toMatchObject(both);
        expect(certificates.find((row) => row.certificateId === certificateId)).toMatchObject(both);
      }
      expect(station.snapshot().ledger.problem).toBeNull();
      expect(logged).toEqual([]);
    });

    it('are found by the store as they are, as the window shows them and as paper shows them', async () => {
      for (const string of NASTY_STRINGS) {
        const wanted = journeys.filter(({ serial, tag }) => serial === string || tag === string);
        for (const search of new Set([string.text, string.screen, string.paper])) {
          const records = (await window.call('records.list', { search, limit: 50, before: null })).rows;
          const certificates = (await window.call('certificates.list', { search, limit: 50, before: null })).rows;
          const ids = wanted.map(({ recordId }) => recordId).sort();
          expect(records.map(({ recordId }) => recordId).sort(), `${string.name}: ${search.slice(0, 40)}`).toEqual(ids);
          expect(certificates.map(({ recordId }) => recordId).sort(), string.name).toEqual(ids);
        }
      }
      const unknown = await window.call('records.list', { search: 'N\u0000O\u0000WHERE', limit: 50, before: null });
      expect(unknown.rows).toEqual([]);
    });

    it('stand on the printed labels, escaped where nobody could see them, and what is cut says so', () => {
      expect(printer.unknown(), 'no text became a command').toEqual([]);
      expect([...printed.keys()].sort()).toEqual(journeys.map(({ recordId }) => recordId).sort());
      const template = templateFor('50x25', 8);
      for (const { serial, tag, record, recordId, bayNumber } of journeys) {
        const label = printed.get(recordId);
        if (label === undefined) throw new Error(serial.name);
        const content = labelContentFrom(record, label.labelCode, bayNumber);
        const marks = driveLabelMarks(template, labelWords, content, 1);
        const drawn = drawLabel(template.widthDots, template.heightDots, marks);
        expect(label.dots, serial.name).toEqual(dotsOf(drawn));
        const texts = marks.flatMap((mark) => (mark.mark === 'text' ? [mark.text] : []));
        const shown = texts.filter((text) => isOf(serial, text)).sort((one, other) => other.length - one.length)[0];
        expect(shown, `${serial.name}: ${texts.join(' / ')}`).toBeDefined();
        const lot = texts.find((text) => text.startsWith(`${NASTY_LOT} / `)) ?? '';
        expect(isOf(tag, lot.slice(NASTY_LOT.length + 3)), `${tag.name}: ${lot}`).toBe(true);
        expect(
          texts.some((text) => text.startsWith('No bar code')),
          serial.name,
        ).toBe(label.codes.Code128 === undefined);
        if (label.codes.Code128 !== undefined) expect(label.codes.Code128).toBe(serial.text);
        note(serial, {
          labelText: shown === serial.paper ? shownAs(serial.text, serial.paper) : `cut: ${code(shown ?? '')}`,
          barCode: label.codes.Code128 === undefined ? 'none, and says why' : 'the same',
        });
      }
    });

    it('come back from the signed code of the label, which verifies beside its certificate', async () => {
      for (const { serial, record, recordId } of journeys) {
        const facts = readLabelCode(printed.get(recordId)?.labelCode ?? '')?.facts;
        const whole = [...serial.text].length <= 32;
        expect(facts?.serialNumber, serial.name).toBe(
          whole ? serial.text : `${[...serial.text].slice(0, 31).join('')}…`,
        );
        expect(facts?.model).toBe(record.drive.model);
        note(serial, { qr: whole ? 'the same' : 'its first 31 characters and `…`' });
      }
      const told: string[] = [];
      const io = { out: (text: string) => void told.push(text), err: (text: string) => void told.push(text) };
      const labels = [...printed.values()].map(({ labelCode }) => labelCode);
      const given = [exportPath, ...labels];
      expect(await runVerify(given, io), told.join('')).toBe(0);
      const python = spawnSync('/usr/bin/python3', ['test/verifier/verify.py', ...given], { encoding: 'utf8' });
      expect(python.status, python.stdout + python.stderr).toBe(0);
    });

    it('are whole in the tables of an export, and no cell of them is a formula', () => {
      for (const { serial, tag, certificateId } of journeys) {
        const row = exported.csv.find((each) => each.certificateId === certificateId);
        expect(row?.serialNumber, serial.name).toBe(serial.csv);
        expect(row?.propertyNumber, tag.name).toBe(tag.csv);
        expect(row?.serialNumber?.replace(/^'/, ''), serial.name).toBe(serial.text);
        expect(row?.serialNumber).not.toMatch(/^[=+\-@\t\r\n]/);
        const cells = exported.sheet.find((each) => each.certificateId === certificateId);
        expect(cells?.serialNumber, serial.name).toBe(serial.text);
        expect(cells?.propertyNumber, tag.name).toBe(tag.text);
        note(serial, { csv: shownAs(serial.text, serial.csv), sheet: 'the same' });
      }
      for (const name of exported.names) expect(name).toMatch(/^[\w./-]+$/);
    });

    it('can be read on the certificate, which carries them unchanged in the file attached to it', () => {
      for (const { serial, tag, certificateId, pdfPath, jsonPath } of journeys) {
        const { columns, attached } = readCertificatePdf(pdfPath, join(scratch, 'attached.json'));
        const places = [
          [serial, SERIAL_COLUMN],
          [tag, TAG_COLUMN],
        ] as const;
        for (const [string, column] of places) {
          const stands = columns[column]?.includes(string.paper.replace(/\s+/g, ''));
          expect(stands, `${string.name} on ${certificateId}`).toBe(true);
          expect(lookedUp(string.paper), string.name).toBe(string.text);
          expect(lookedUp(string.screen), string.name).toBe(string.text);
        }
        expect(attached.equals(readFileSync(jsonPath)), certificateId).toBe(true);
        const file: CertificateFile = JSON.parse(attached.toString());
        const sealed = JSON.parse(Buffer.from(file.certificate.envelope.payload, 'base64').toString());
        expect(sealed.serialNumber).toBe(serial.text);
        expect(sealed.propertyNumber).toBe(tag.text);
        note(serial, { pdf: serial.text.length > 100 ? 'the same, over pages' : shownAs(serial.text, serial.paper) });
      }
    });

    it('are on docs/nasty-strings.md as they were shown', async () => {
      const rows = NASTY_STRINGS.map((string) => [string, seen.get(string) as Stages] as const);
      await expect(nastyPage(rows)).toMatchFileSnapshot(PAGE);
    });
  },
);

/** Whether a line shows the text as it must be on paper: all of it, or its beginning and three dots. */
function isOf({ paper }: NastyString, line: string): boolean {
  return line === paper || (line.endsWith('...') && line.length > 5 && paper.startsWith(line.slice(0, -3)));
}
