import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { InsightView } from '../../../../core/contract/insightView.ts';
import type { ReportFormat } from '../../../../core/contract/receivingVerbs.ts';
import type { CallOutput } from '../../../../core/contract/rpc.ts';
import type { StationContract } from '../../../../core/contract/station.ts';
import type { Answer } from '../../../../core/domain/refusal.ts';
import { syncFolder } from '../../paths/durableFile.ts';
import type { LotRef } from '../receiving/lotRefs.ts';
import type { ReceivingStore } from '../receiving/receivingStore.ts';
import { insightOf } from './insight.ts';
import { paperContent } from './paperContent.ts';
import type { ReportLetter } from './paperPages.ts';
import { type ReportTable, reportPieces, type TableFormat } from './reportFiles.ts';
import { reportPdf } from './reportPdf.ts';
import { type ReportedRow, type ReportSource, reportSourceOf } from './reportSource.ts';

/** Reports go into a folder of the exports, one for each lot and moment; none is ever written over. */
export type ReportRoom = {
  create(lotId: string, format: ReportFormat): Promise<CallOutput<StationContract, 'report.create'>>;
  insight(lotIds: readonly string[]): Answer<InsightView>;
};

/** `letter` says how paper looks at this station. */
export function reportRoom(store: ReceivingStore, folder: string, letter: () => Promise<ReportLetter>): ReportRoom {
  const source = reportSourceOf(store);
  return {
    async create(lotId, format) {
      const found = store.lots.find(lotId);
      if (found.outcome === 'refused') return found;
      const lot = found.value;
      const stamp = store.clock().toISOString().replace(/[:.]/g, '-');
      const home = join(folder, 'reports', `${fileText(lot.name)}-${stamp}`);
      await mkdir(home, { recursive: true, mode: 0o700 });
      const files: { path: string; rows: number }[] = [];
      if (format === 'pdf') {
        const content = await paperContent(store, source, lot);
        const path = join(home, `${fileText(lot.name)}-report.pdf`);
        await keep(path, [await reportPdf(content, await letter())]);
        await syncFolder(home);
        const rows = content.lists.reduce((sum, list) => sum + list.rows.shown.length, content.unlisted.shown.length);
        return { outcome: 'done', value: { files: [{ path, rows }] } };
      }
      const lists = source.lists(lot);
      for (const [index, list] of lists.entries()) {
        const number = lists.length === 1 ? '' : `${index + 1}-`;
        const name = `${number}${fileText(list.fileName.replace(/\.[^.]*$/, ''))}-report.${format}`;
        files.push(await write(join(home, name), format, { columns: list.columns, rows: source.rows(lot, list) }));
      }
      const unlisted = unlistedTable(lot, source);
      if (unlisted.rows.length > 0) files.push(await write(join(home, `not-on-any-list.${format}`), format, unlisted));
      await syncFolder(home);
      return { outcome: 'done', value: { files } };
    },
    insight(lotIds) {
      const lots: LotRef[] = [];
      for (const lotId of lotIds) {
        const found = store.lots.find(lotId);
        if (found.outcome === 'refused') return found;
        lots.push(found.value);
      }
      return { outcome: 'done', value: insightOf(store, source, lots) };
    },
  };
}

/** What arrived and is on no list, under columns of its own. */
function unlistedTable(lot: LotRef, source: ReportSource): ReportTable & { readonly rows: readonly ReportedRow[] } {
  const rows = source.unlisted(lot).map(({ thing, report }) => ({
    assetId: null,
    rowNumber: thing.number,
    cells: [thing.serialNumber ?? '', thing.assetTag ?? '', thing.deviceKind ?? ''],
    report,
  }));
  return { columns: ['serial_number', 'asset_tag', 'device_kind'], rows };
}

/** A table as a file. */
async function write(path: string, format: TableFormat, table: ReportTable): Promise<{ path: string; rows: number }> {
  let count = 0;
  function* counted(): Generator<ReportedRow> {
    for (const row of table.rows) {
      count += 1;
      yield row;
    }
  }
  await keep(path, reportPieces(format, { columns: table.columns, rows: counted() }));
  return { path, rows: count };
}

/** Writes a file as a whole or not at all. */
async function keep(path: string, pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
  const temporary = `${path}.${randomUUID()}.part`;
  const file = await open(temporary, 'wx', 0o600);
  try {
    for await (const piece of pieces) await file.write(piece);
    await file.sync();
    await file.close();
    await rename(temporary, path);
  } catch (cause) {
    await file.close();
    await rm(temporary, { force: true });
    throw cause;
  }
}

/** A name as every file system takes it: letters and digits of any script. */
function fileText(name: string): string {
  const text = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[.-]+|[.-]+$/g, '')
    .slice(0, 60);
  return text === '' ? 'lot' : text;
}
