import { randomInt } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { channelPair } from '../../../core/contract/channelPair.ts';
import { connectContract } from '../../../core/contract/rpcClient.ts';
import { stationContract } from '../../../core/contract/station.ts';
import type { TechniqueId } from '../../../core/domain/technique.ts';
import { startStation } from '../../station/stationService.ts';
import { projectFolder } from '../check/rooms.ts';
import { type LabStation, SHELF, startLabStation } from '../lab/labStation.ts';
import { granted } from './ask.ts';
import { demoPaths } from './demoBench.ts';
import type { DemoOptions } from './demoOptions.ts';
import { certificatesIssued, type DemoWindow, enrolPeople, wipeDrives } from './demoStory.ts';
import { createNarration, type Narration } from './narration.ts';
import { countPhrase } from './phraseSearch.ts';
import { layOutTable } from './table.ts';
import { verifyAloud } from './verifyAloud.ts';
import { waitFor } from './waitFor.ts';

const PATIENCE_MS = 10 * 60_000;
const LOT = 'LAB-2026-01';
const PHRASE = 'Dear Mrs Halvorsen-Pike';

/** What the lab's demo does to which drive of the shelf. */
const ERASES: readonly { serial: string; cells: string; policyId: string; techniqueId: TechniqueId }[] = [
  { serial: SHELF.nvme, cells: 'nvme.cells', policyId: 'nist-purge', techniqueId: 'nvme-sanitize-block' },
  { serial: SHELF.sataSsd, cells: 'satassd.cells', policyId: 'nist-clear-sampled', techniqueId: 'ata-security-erase' },
  { serial: SHELF.sataHdd, cells: 'satahdd.cells', policyId: 'nist-purge', techniqueId: 'ata-security-erase-enhanced' },
  { serial: SHELF.sas, cells: 'sas.cells', policyId: 'nist-purge', techniqueId: 'scsi-sanitize-block' },
];

/** `npm run demo -- --lab`: drives that erase themselves, on an emulated bench PC with real kernel drivers and the unmodified tools. */
export async function runLabDemo(options: DemoOptions, out: NodeJS.WriteStream): Promise<number> {
  mkdirSync(options.outFolder, { recursive: true });
  const narration = createNarration(out);
  const runFolder = mkdtempSync(join(tmpdir(), 'wipebench-lab-demo-'));
  narration.say(
    'Wipebench lab demo: EMULATED drives; the kernel, its drivers, nvme-cli, hdparm and sg3-utils are real.',
  );
  narration.step('An emulated bench PC, with drives that can erase themselves');
  let lab: LabStation | null = null;
  try {
    const started = await startLabStation(runFolder, [], (text) => narration.say(text));
    if ('missing' in started) {
      for (const reason of started.missing) narration.say(`The lab cannot run here: ${reason}`);
      return 2;
    }
    lab = started;
    const station = startStation({
      agentSocket: lab.socketPath,
      paths: demoPaths(options.outFolder, runFolder),
      log: () => undefined,
    });
    try {
      const [ours, theirs] = channelPair();
      station.accept(theirs);
      const window = connectContract(stationContract, ours, { build: 'lab-demo', callTimeoutMs: 120_000 });
      await window.ready;
      return await tell(window, lab, () => station.settled(), narration, out);
    } finally {
      narration.endBars();
      await station.stop();
    }
  } finally {
    await lab?.stop();
    rmSync(runFolder, { recursive: true, force: true });
  }
}

async function tell(
  window: DemoWindow,
  lab: LabStation,
  settled: () => Promise<void>,
  narration: Narration,
  out: NodeJS.WriteStream,
): Promise<number> {
  const driveOf = (serial: string) =>
    waitFor(`the drive ${serial}`, PATIENCE_MS, async () => {
      const { agent, drives } = await window.call('snapshot', {});
      if (agent.state !== 'connected') return null;
      return drives.find((drive) => drive.serialNumber === serial && drive.erase !== null) ?? null;
    });
  const drives = [];
  for (const erase of ERASES) {
    const drive = await driveOf(erase.serial);
    await lab.bench.must([
      'mkfs.ext4',
      '-q',
      '-F',
      '-d',
      join(projectFolder, 'resources/demo'),
      `/dev/${drive.kernelName}`,
    ]);
    narration.say(
      `${drive.kernelName}  ${drive.transport}  ${drive.model}  ${drive.serialNumber}  (ext4 with real files)`,
    );
    drives.push({ ...erase, drive, assetTag: `LAB-${erase.serial.slice(-4)}` });
  }
  const phraseCount = () =>
    ERASES.reduce((sum, { cells }) => sum + countPhrase(join(lab.cellsFolder, cells), PHRASE), 0);
  const before = phraseCount();
  narration.say(`In the drives' own cells, "${PHRASE}" of a tenant's letter is found ${before} times.`);
  const people = await enrolPeople(window, () => String(randomInt(100_000_000)).padStart(8, '0'));

  narration.step(
    'The drives erase themselves; their own state decides, canaries and a survey before and after prove it',
  );
  const jobs = await wipeDrives(window, people, drives, LOT, narration);
  await settled();
  const after = phraseCount();
  narration.say(`In the drives' own cells, "${PHRASE}" is now found ${after} times.`);

  narration.step('Certificates, export, verification');
  const good = jobs.filter((job) => job.state.kind === 'ended' && job.state.verdict.outcome === 'sanitized');
  const certificateIds = await certificatesIssued(window, good.length);
  await settled();
  const made = granted(
    await window.call(
      'exports.create',
      { session: people.lead, wish: { kind: 'certificates', certificateIds } },
      { timeoutMs: PATIENCE_MS },
    ),
  );
  const verified = await verifyAloud(made.path, narration);
  const rows = [['Drive', 'Serial', 'Technique', 'Verdict', 'Tools on the certificate']];
  const { rows: certificates } = await window.call('certificates.list', { search: '', limit: 100, before: null });
  for (const job of jobs) {
    const listed = certificates.find((row) => row.serialNumber === job.serialNumber);
    const opened =
      listed === undefined
        ? null
        : granted(await window.call('certificates.open', { certificateId: listed.certificateId }));
    const tools = opened?.certificate.tools.filter(({ name }) => /nvme|hdparm|sg3/.test(name)) ?? [];
    const verdict = job.state.kind === 'ended' ? job.state.verdict.outcome : 'none';
    rows.push([
      job.model ?? 'unknown',
      job.serialNumber ?? 'unknown',
      job.techniqueId,
      verdict,
      tools.map(({ name, version }) => `${name} ${version}`).join(', '),
    ]);
  }
  narration.step('Result');
  out.write(`\n${layOutTable(rows)}\n\n`);
  out.write(`Check it yourself:  npx wipebench verify ${relative(process.cwd(), made.path) || basename(made.path)}\n`);
  const passed = good.length === jobs.length && verified && before > 0 && after === 0;
  out.write(
    passed
      ? '\nEvery emulated drive is sanitized, with paper to prove it.\n'
      : '\nNot everything ended as it should; see above.\n',
  );
  return passed ? 0 : 1;
}
