import { granted } from '../../../electron/cli/demo/ask.ts';
import type { KillBench } from './killBench.ts';

/** What a round asked for and was told, as far as answers came. A call that the kill cut off is no failure: nobody was told anything. */
export type Answered = { readonly jobIds: string[]; readonly exports: string[]; readonly refusals: string[] };

export const nothingAnswered = (): Answered => ({ jobIds: [], exports: [], refusals: [] });

type Refused = { readonly outcome: 'refused'; readonly refusals: readonly { readonly code: string }[] };
type Any = { readonly outcome: 'done' } | Refused;

function noted(answered: Answered, answer: Any): boolean {
  if (answer.outcome === 'done') return true;
  answered.refusals.push(...answer.refusals.map(({ code }) => code));
  return false;
}

/** Starts a wipe of one of the drives. */
export async function askForWipe(bench: KillBench, number: number, answered: Answered): Promise<void> {
  const serialNumber = bench.serials[number % bench.serials.length];
  const { drives } = await bench.snapshot();
  const drive = drives.find((one) => one.serialNumber === serialNumber);
  if (drive === undefined || serialNumber === undefined) throw new Error(`no drive ${serialNumber}`);
  const session = bench.technician();
  const permit = await bench.window().call('preflight', {
    session,
    driveId: drive.driveId,
    policyId: 'nist-clear',
    techniqueId: 'overwrite-zeros',
  });
  if (!noted(answered, permit) || permit.outcome !== 'done') return;
  const started = await bench.window().call('jobs.start', {
    session,
    token: permit.value.token,
    serialTail: serialNumber.slice(-4),
    asset: { assetTag: `KILL-${number}`, lotName: 'Lot of the kills' },
  });
  if (noted(answered, started) && started.outcome === 'done') answered.jobIds.push(started.value.jobId);
}

/** Exports the newest certificates. */
export async function askForExport(bench: KillBench, most: number, answered: Answered): Promise<void> {
  const { rows } = await bench.window().call('certificates.list', { search: '', limit: most, before: null });
  if (rows.length === 0) return;
  const certificateIds = rows.map(({ certificateId }) => certificateId);
  const made = await bench.window().call('exports.create', {
    session: bench.lead(),
    wish: { kind: 'certificates', certificateIds },
  });
  if (noted(answered, made) && made.outcome === 'done') answered.exports.push(made.value.path);
}

/** Wants another copy of the newest label that was printed. */
export async function askForReprint(bench: KillBench, answered: Answered): Promise<void> {
  const { labels } = await bench.snapshot();
  const label = labels.findLast(({ state }) => state.kind === 'printed');
  if (label === undefined) return;
  const why = 'the campaign wanted another one';
  noted(answered, await bench.window().call('labels.reprint', { session: bench.lead(), labelId: label.labelId, why }));
}

/** Issues, as a lead does by hand, what a kill has kept from being issued by itself; twice at once, as two people would. */
export async function issueWhatIsMissing(bench: KillBench): Promise<void> {
  const { rows } = await bench.window().call('records.list', { search: '', limit: 500, before: null });
  for (const { recordId, outcome, certificateId } of rows) {
    if (outcome !== 'sanitized' || certificateId !== null) continue;
    const input = { session: bench.lead(), recordId, mediaSource: null, destination: null };
    const answers = await Promise.all([
      bench.window().call('certificates.issue', input),
      bench.window().call('certificates.issue', input),
    ]);
    const done = answers.filter(({ outcome: one }) => one === 'done').length;
    const codes = answers.flatMap((one) => (one.outcome === 'refused' ? one.refusals.map(({ code }) => code) : []));
    if (done > 1 || codes.some((code) => code !== 'certificate-exists'))
      throw new Error(`issuing twice: ${done} done, refused ${codes.join(' ')}`);
  }
}

/** Answers for each uncertain label what a person would see on the table. */
export async function lookForLabels(bench: KillBench, onPaper: (labelId: string) => number): Promise<void> {
  const { labels } = await bench.snapshot();
  for (const { labelId, state } of labels) {
    if (state.kind !== 'uncertain') continue;
    const found = onPaper(labelId) > 0;
    granted(await bench.window().call('labels.resolve', { session: bench.lead(), labelId, found }));
  }
}
