import { existsSync } from 'node:fs';
import SqliteDatabase from 'better-sqlite3';
import { type CertificateRows, certificateRowsOf } from '../../station/certificateStore/certificateRows.ts';
import { TIME_STAMP_SETTING, timeStampSetting } from '../../station/certificateStore/timeStamp.ts';
import { type LedgerOwner, ledgerOwner } from '../../station/ledgerMirror/agentLedger.ts';
import { type MirrorTable, mirrorTableOf } from '../../station/ledgerMirror/mirrorTable.ts';
import { nodeCrypto } from '../../station/ledgerMirror/nodeCrypto.ts';
import type { StationPaths } from '../../station/paths/stationPaths.ts';
import { migrations } from '../../station/store/migrations.ts';
import { settingsOf } from '../../station/store/settings.ts';

/** The station's store, opened to read only: a running station stays its one writer. */
export type StationCopy = {
  readonly certificates: CertificateRows;
  readonly table: MirrorTable;
  readonly owner: LedgerOwner;
  readonly certificateFolder: string;
  readonly timeStampUrl: string | null;
  close(): void;
};

/** Opens the store, or answers in a sentence why it cannot be read. */
export function openStationCopy(paths: StationPaths): StationCopy | { readonly problem: string } {
  const path = paths.database;
  if (!existsSync(path))
    return { problem: `There is no station's database at ${path}. Start the station once: wipebench start` };
  const database = new SqliteDatabase(path, { readonly: true });
  if (database.pragma('user_version', { simple: true }) !== migrations.length) {
    database.close();
    return { problem: `${path} is of another version of Wipebench. Start the station once: wipebench start` };
  }
  const settings = settingsOf(database);
  const owner = settings.read('ledger-owner', ledgerOwner);
  if (owner === null) {
    database.close();
    return { problem: 'This station has not seen its agent yet, so it holds no certificates.' };
  }
  const table = mirrorTableOf(database);
  return {
    certificates: certificateRowsOf(database, table, nodeCrypto, () => owner.publicKeyBase64),
    table,
    owner,
    certificateFolder: paths.certificates,
    timeStampUrl: settings.read(TIME_STAMP_SETTING, timeStampSetting),
    close: () => database.close(),
  };
}
