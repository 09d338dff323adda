import { randomInt } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { FACTORY_PRINTER } from '../../../core/domain/printer.ts';
import { runVerify } from '../verify/verifyCommand.ts';
import { granted } from './ask.ts';
import { type DemoBench, startDemoBench } from './demoBench.ts';
import { demoDrives } from './demoDrives.ts';
import { type DemoOptions, readDemoOptions } from './demoOptions.ts';
import {
  certificatesIssued,
  enrolPeople,
  labelsPrinted,
  plugDrives,
  saveLabels,
  tryWrongSerial,
  wipeDrives,
} from './demoStory.ts';
import { createNarration, type Narration } from './narration.ts';
import { countPhrase } from './phraseSearch.ts';
import { writeSummary } from './summary.ts';
import { layOutTable } from './table.ts';
import { verifyAloud } from './verifyAloud.ts';

const POLICY = 'nist-clear';
const LOT = 'DEMO-2026-01';
/** Stands in a letter of `resources/demo`, and so on every drive before its wipe. */
const PHRASE = 'Dear Mrs Halvorsen-Pike';

/** `npm run demo`: the main job on a virtual bench, told step by step. Answers 0 when every drive ended as it should and the export verifies. */
export async function runDemo(argv: readonly string[], out: NodeJS.WriteStream): Promise<number> {
  const options = readDemoOptions(argv, process.cwd());
  if ('problem' in options) {
    out.write(`${options.problem}\n`);
    return 2;
  }
  if (options.lab) return (await import('./labDemo.ts')).runLabDemo(options, out);
  mkdirSync(options.outFolder, { recursive: true });
  const narration = createNarration(out);
  narration.say(
    'Wipebench demo: VIRTUAL drives (image files), everything else real: engine, agent, ledger, printer tty, certificates.',
  );
  narration.step('The bench: agent on a UNIX socket, station, and a label printer on a pseudo-terminal');
  const bench = await startDemoBench(options.outFolder);
  const onSignal = () => void bench.stop().then(() => process.exit(130));
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  try {
    return await tell(bench, options, narration, out);
  } finally {
    narration.endBars();
    await bench.stop();
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}

async function tell(
  bench: DemoBench,
  options: DemoOptions,
  narration: Narration,
  out: NodeJS.WriteStream,
): Promise<number> {
  const { window } = bench;
  const { outFolder, sizeMiB } = options;
  const people = await enrolPeople(window, () => String(randomInt(100_000_000)).padStart(8, '0'));
  granted(
    await window.call('printer.configure', {
      session: people.lead,
      printer: { ...FACTORY_PRINTER, path: bench.printerPath },
    }),
  );
  narration.say('Two people enrolled, each with a PIN of their own; printer ready.');

  const wanted = demoDrives(options.drives);
  narration.step(
    `${options.drives} drives of ${sizeMiB} MiB go into their bays, each with a real file system and real files`,
  );
  const drives = await plugDrives(window, wanted, sizeMiB);
  for (const { bayId, model, serialNumber, fileSystem } of wanted)
    narration.say(`${bayId}  ${model}  ${serialNumber}  ${fileSystem}`);

  const phraseCount = () =>
    wanted.reduce((sum, { bayId }) => sum + countPhrase(join(bench.imageFolder, `${bayId}.img`), PHRASE), 0);
  const before = phraseCount();
  narration.say(`On the raw drives, "${PHRASE}" of a tenant's letter is found ${before} times.`);

  narration.step('A wipe is only started on the drive whose serial is scanned');
  const [first] = drives;
  if (first === undefined) throw new Error('no drive was seen');
  narration.say(`Another serial: refused. ${await tryWrongSerial(window, people, first, POLICY)}`);

  narration.step('Wipe: canaries, overwrite (NIST Clear), canaries looked for, every byte read back, record sealed');
  const paired = drives.map((drive, index) => ({
    ...{ drive, policyId: POLICY, techniqueId: 'overwrite-zeros' as const },
    assetTag: wanted[index]?.assetTag ?? '',
  }));
  const jobs = await wipeDrives(window, people, paired, LOT, narration);
  await bench.station.settled();
  const after = phraseCount();
  narration.say(`On the raw drives, "${PHRASE}" is now found ${after} times.`);

  narration.step('Labels come out of the printer, certificates are issued');
  const labels = await labelsPrinted(window, jobs.length);
  await saveLabels(window, labels, join(outFolder, 'labels'));
  const printed = bench.printer.labels().length;
  narration.say(`${printed} labels printed on ${bench.printerPath.split('/').at(-1)}, each with a signed QR code.`);
  const certificateIds = await certificatesIssued(window, jobs.filter(isSanitized).length);
  await bench.station.settled();
  narration.say(`${certificateIds.length} certificates (JSON for machines, PDF for people).`);

  narration.step('The shift lead exports the batch; anybody verifies it, offline');
  const made = granted(
    await window.call(
      'exports.create',
      { session: people.lead, wish: { kind: 'certificates', certificateIds } },
      { timeoutMs: 600_000 },
    ),
  );
  const verified = await verifyAloud(made.path, narration);
  const noticed = await verifyChangedCopy(made.path, outFolder, narration);

  const rows = await writeSummary(window, {
    outFolder,
    jobs,
    labels,
    certificateIds,
    exportPath: made.path,
    verified,
    noticed,
  });
  narration.step('Result');
  out.write(`\n${layOutTable(rows)}\n\n`);
  for (const name of ['summary.json', 'certificates', 'labels', 'export', 'station.sqlite']) {
    out.write(`   ${join(relative(process.cwd(), outFolder), name)}
`);
  }
  out.write(`\nCheck it yourself:  npx wipebench verify ${relative(process.cwd(), made.path)}\n`);
  const good =
    before > 0 &&
    after === 0 &&
    jobs.every(isSanitized) &&
    certificateIds.length === jobs.length &&
    printed === jobs.length &&
    verified &&
    noticed;
  out.write(
    good
      ? '\nEvery drive is sanitized, with paper to prove it (virtual drives: it proves the software, nothing else).\n'
      : '\nNot everything ended as it should; see above.\n',
  );
  return good ? 0 : 1;
}

function isSanitized(job: { state: { kind: string; verdict?: { outcome: string } } }): boolean {
  return job.state.kind === 'ended' && job.state.verdict?.outcome === 'sanitized';
}

/** Changes one byte in the middle of a copy and shows that it is noticed. */
async function verifyChangedCopy(path: string, outFolder: string, narration: Narration): Promise<boolean> {
  const copy = join(outFolder, '.changed.zip');
  const bytes = readFileSync(path);
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  writeFileSync(copy, bytes);
  try {
    const code = await runVerify([copy], { out: () => undefined, err: () => undefined });
    narration.say(`The same export with one bit changed: exit ${code}, ${code === 1 ? 'noticed' : 'NOT NOTICED'}.`);
    return code === 1;
  } finally {
    rmSync(copy, { force: true });
  }
}
