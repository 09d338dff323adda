import { resolve } from 'node:path';
import { agentContract } from '../../../core/contract/agent.ts';
import { type ExportFilter, MOST_EXPORTED } from '../../../core/contract/exportFilter.ts';
import { SIGN_PAPER_MS } from '../../../core/contract/patience.ts';
import { type ContractClient, connectContract } from '../../../core/contract/rpcClient.ts';
import type { CertificateRow } from '../../../core/contract/station.ts';
import type { Refusal } from '../../../core/domain/refusal.ts';
import { fillSentence } from '../../../core/domain/sentence.ts';
import refusals from '../../../core/messages/en/refusals.json' with { type: 'json' };
import { AgentUnreachable, dialAgent } from '../../station/agentLink/dialAgent.ts';
import { certificateFilesIn } from '../../station/certificateStore/certificateFiles.ts';
import { pdfMaker, type StampTime } from '../../station/certificateStore/signedPaper.ts';
import { requestTimeStamp } from '../../station/certificateStore/timeStamp.ts';
import { renderCertificatePdf } from '../../station/certificates/renderCertificatePdf.ts';
import { createExport, type MadeExport } from '../../station/exports/createExport.ts';
import { ledgerTail } from '../../station/exports/ledgerTail.ts';
import { verifierPage } from '../../station/exports/verifierPage.ts';
import { nodeCrypto } from '../../station/ledgerMirror/nodeCrypto.ts';
import { stationPaths } from '../../station/paths/stationPaths.ts';
import type { SearchPage } from '../../station/store/searchPage.ts';
import { EXPORT_USAGE, type ExportOptions, readExportOptions } from './exportOptions.ts';
import { openStationCopy, type StationCopy } from './stationCopy.ts';

export type ExportIo = {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly askPin: (prompt: string) => Promise<string>;
  /** Ends the export, up to its sealing; what was written of it is removed. */
  readonly signal: AbortSignal;
  /** Hears how far the export is. */
  readonly progress: (done: number, total: number) => void;
};

const PAGE = 500;

/**
 * `wipebench export`: lists this station's certificates, or writes some into one verifiable ZIP. The station may run meanwhile: its store is only
 * read. Sealing needs the agent and a shift lead's PIN. Exit codes: 0 done, 1 refused, 2 unusable input.
 */
export async function runExport(argv: readonly string[], io: ExportIo): Promise<number> {
  const options = readExportOptions(argv);
  if ('problem' in options) return unusable(io, `${options.problem}\n${EXPORT_USAGE}`);
  const paths = stationPaths(io.environment);
  const copy = openStationCopy(paths);
  if ('problem' in copy) return unusable(io, copy.problem);
  try {
    if (!options.all && options.certificateIds.length === 0) return list(copy, options, io);
    const wanted = options.all ? chosen(copy, options) : options.certificateIds;
    if (wanted.length === 0) return unusable(io, 'There are no certificates to export.');
    if (wanted.length > MOST_EXPORTED) return unusable(io, `One export holds at most ${MOST_EXPORTED} certificates.`);
    return await write(
      wanted,
      copy,
      options,
      options.outFolder === null ? paths.exports : resolve(options.outFolder),
      io,
    );
  } catch (cause) {
    if (!(cause instanceof AgentUnreachable)) throw cause;
    return unusable(io, `Sealing an export needs the agent: ${cause.message}`);
  } finally {
    copy.close();
  }
}

function list(copy: StationCopy, options: ExportOptions, io: ExportIo): number {
  let count = 0;
  for (const row of options.filter === null ? found(copy, options.search) : fitting(copy, options.filter)) {
    const cells = [row.certificateId, row.issuedAt.slice(0, 10), row.serialNumber ?? '-', row.model ?? '-'];
    io.out(`${cells.join('  ')}${row.virtual ? '  (virtual)' : ''}\n`);
    count += 1;
  }
  io.err(`${count} certificates\n`);
  return 0;
}

/** The ids to export, one more than an export holds at most. */
function chosen(copy: StationCopy, { search, filter }: ExportOptions): string[] {
  if (filter !== null) return copy.certificates.choice.ids(filter, MOST_EXPORTED + 1);
  const ids: string[] = [];
  for (const row of found(copy, search)) {
    ids.push(row.certificateId);
    if (ids.length > MOST_EXPORTED) break;
  }
  return ids;
}

/** Everything that a search finds and quality has not refused since, newest first, read page by page. */
function* found(copy: StationCopy, search: string): Generator<CertificateRow> {
  let before: number | null = null;
  do {
    const page: SearchPage<CertificateRow> = copy.certificates.list({ search, limit: PAGE, before });
    yield* page.rows.filter(({ refusedByQuality }) => refusedByQuality === null);
    before = page.next;
  } while (before !== null);
}

function* fitting(copy: StationCopy, filter: ExportFilter): Generator<CertificateRow> {
  for (const certificateId of copy.certificates.choice.ids(filter, MOST_EXPORTED)) {
    const row = copy.certificates.row(certificateId);
    if (row !== null) yield row;
  }
}

async function write(
  wanted: readonly string[],
  copy: StationCopy,
  options: ExportOptions,
  folder: string,
  io: ExportIo,
): Promise<number> {
  const agent = connectContract(agentContract, await dialAgent(options.agentSocket), { build: 'export' });
  try {
    await agent.ready;
    const { station, people } = await agent.call('snapshot', {});
    if (station.keyId !== copy.owner.keyId) return unusable(io, 'This agent holds the ledger of another station.');
    const leads = people.filter(({ roles }) => roles.includes('shift-lead'));
    const person = options.personId === null ? leads : leads.filter(({ personId }) => personId === options.personId);
    const [lead] = person;
    if (lead === undefined || person.length > 1) {
      const names = leads.map(({ personId, name }) => `  --person ${personId}   ${name}\n`).join('');
      return unusable(io, `Which shift lead exports?\n${names}`);
    }
    const pin = await io.askPin(`PIN of ${lead.name}: `);
    const signedIn = await agent.call('people.signIn', { personId: lead.personId, pin });
    if (signedIn.outcome === 'refused') return refused(io, signedIn.refusals);
    const session = signedIn.value.token;
    const readPage = (fromSeq: number, limit: number) => agent.call('ledger.read', { fromSeq, limit });
    const tail = ledgerTail(copy.table, station, nodeCrypto, readPage);
    const made = await createExport(wanted, {
      folder,
      clock: () => new Date(),
      crypto: nodeCrypto,
      owner: copy.owner,
      stationName: station.stationName,
      certificates: copy.certificates,
      ledger: tail,
      verifierPage,
      pdf: pdfsOf(copy, agent),
      seal: (certificateIds, manifestSha256) => agent.call('exports.seal', { session, certificateIds, manifestSha256 }),
      pull: tail.pull,
      progress: io.progress,
      signal: io.signal,
      sealing: () => undefined,
    });
    await agent.call('people.signOut', { session });
    return made.outcome === 'refused' ? refused(io, made.refusals) : told(io, made.value);
  } finally {
    agent.close();
  }
}

/** The PDFs that the station wrote, or new ones, signed by the agent. */
function pdfsOf(copy: StationCopy, agent: ContractClient<typeof agentContract>) {
  const stamp: StampTime = async (signature) =>
    copy.timeStampUrl === null ? { outcome: 'done', value: null } : requestTimeStamp(copy.timeStampUrl, signature);
  const sign = (input: { certificateId: string }) =>
    agent.call('certificates.signPaper', input, { timeoutMs: SIGN_PAPER_MS });
  const make = pdfMaker(renderCertificatePdf, sign, stamp);
  return certificateFilesIn(copy.certificateFolder, copy.certificates, make).pdf;
}

function told(io: ExportIo, made: MadeExport): number {
  io.out(`${made.path}\n`);
  io.err(`${made.certificates} certificates, ${made.sizeBytes} bytes, manifest ${made.manifestSha256}\n`);
  return 0;
}

function refused(io: ExportIo, all: readonly Refusal[]): number {
  for (const { code, details } of all) {
    const { happened, meaning, action } = refusals[code];
    io.err(`${[happened, meaning, action].map((sentence) => fillSentence(sentence, details)).join(' ')}\n`);
  }
  return 1;
}

function unusable(io: ExportIo, sentence: string): number {
  io.err(`wipebench export: ${sentence.trimEnd()}\n`);
  return 2;
}
