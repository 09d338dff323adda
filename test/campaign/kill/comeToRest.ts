import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCheckpoint } from '../../../core/record/checkpoint.ts';
import { type KillBench, waitUntil } from './killBench.ts';
import type { KillEvidence } from './killEvidence.ts';
import { journalFolder, ledgerPath, namesIn } from './moments.ts';
import { countPaper } from './paperCount.ts';
import { issueWhatIsMissing, lookForLabels } from './work.ts';

/**
 * Lets a started bench finish what was begun, as people would: jobs go on by themselves, a lead issues the certificates that were not issued by themselves,
 * somebody looks for the labels that are in doubt. Ends when nothing is left to do anywhere. `askedBefore` is how many questions the printer had been asked
 * before the station was started; `null` where it was not.
 */
export async function comeToRest(bench: KillBench, askedBefore: number | null): Promise<KillEvidence['mirror']> {
  const { printer, folders, station } = bench;
  await waitUntil('every job to end', async () => {
    const { jobs } = await bench.snapshot();
    const ended = jobs.every(({ state }) => state.kind === 'ended');
    const open = namesIn(journalFolder(folders)).some((name) => name.endsWith('.jsonl'));
    return ended && !open ? true : null;
  });
  // A person looks at the table once nothing more can come out of the printer: it was asked since, so all that was sent before has been read.
  await waitUntil('the printer to be quiet', () =>
    printer.waiting() === 0 && (askedBefore === null || printer.asked() > askedBefore) ? true : null,
  );
  await waitUntil('the copy of the ledger', () => mirrorAtEnd(bench));
  await issueWhatIsMissing(bench);
  const onPaper = (labelId: string) =>
    countPaper(station.database, printer.labels()).labels.find((label) => label.labelId === labelId)?.onPaper ?? 0;
  await waitUntil('every record to have its label', async () => {
    const { rows } = await bench.window().call('records.list', { search: '', limit: 500, before: null });
    const { labels } = await bench.snapshot();
    const known = new Set(labels.map(({ recordId }) => recordId));
    return rows.every(({ recordId }) => known.has(recordId)) ? true : null;
  });
  await waitUntil('every label to be printed', async () => {
    if (printer.waiting() === 0) await lookForLabels(bench, onPaper);
    const { labels } = await bench.snapshot();
    return labels.every(({ state }) => state.kind === 'printed') ? true : null;
  });
  await waitUntil('every certificate to have its files', async () => {
    const { rows } = await bench.window().call('certificates.list', { search: '', limit: 500, before: null });
    const names = new Set(namesIn(station.certificates));
    const whole = rows.every(({ certificateId: id }) => names.has(`${id}.json`) && names.has(`${id}.pdf`));
    return whole && ![...names].some((name) => name.endsWith('.part')) ? true : null;
  });
  await waitUntil('everything to be uploaded', async () => {
    const { sinks } = await bench.window().call('uploads.list', {});
    for (const { name, state } of sinks)
      if (state.kind === 'waiting') await bench.window().call('uploads.sendNow', { session: bench.lead(), sink: name });
    return sinks.length > 0 && sinks.every(({ state, waiting }) => state.kind === 'done' && waiting === 0)
      ? true
      : null;
  });
  const mirror = await waitUntil('the copy of the ledger', () => mirrorAtEnd(bench));
  await waitUntil('the newest checkpoint beside the ledger', () => {
    const note = readFileSync(join(folders.agentState, 'checkpoint.txt'), 'utf8');
    return readCheckpoint(note)?.checkpoint.entries === linesIn(ledgerPath(folders)) ? true : null;
  });
  return mirror;
}

/** The station's copy once it holds all that the agent's checkpoint counts, or has a problem. */
async function mirrorAtEnd(bench: KillBench): Promise<KillEvidence['mirror'] | null> {
  const { ledger } = await bench.snapshot();
  const problem = ledger.problem?.code ?? null;
  return problem !== null || ledger.entries === linesIn(ledgerPath(bench.folders))
    ? { entries: ledger.entries, problem }
    : null;
}

function linesIn(path: string): number {
  return readFileSync(path).toString('latin1').split('\n').length - 1;
}
