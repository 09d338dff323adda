import { existsSync } from 'node:fs';
import SqliteDatabase from 'better-sqlite3';
import { type CertificateRows, certificateRowsOf } from '../../station/certificateStore/certificateRows.ts';
import { type LedgerOwner, ledgerOwner } from '../../station/ledgerMirror/agentLedger.ts';
import { type MirrorTable, mirrorTableOf } from '../../station/ledgerMirror/mirrorTable.ts';
import { nodeCrypto } from '../../station/ledgerMirror/nodeCrypto.ts';
import { migrations } from '../../station/store/migrations.ts';
import { settingsOf } from '../../station/store/settings.ts';

/** The station's store, opened to read only: a running station stays its one writer. */
export type StationCopy = {
  readonly certificates: CertificateRows;
  readonly table: MirrorTable;
  readonly owner: LedgerOwner;
  close(): void;
};

/** Opens the store, or answers in a sentence why it cannot be read. */
export function openStationCopy(path: string): StationCopy | { readonly problem: string } {
  if (!existsSync(path))
    return { problem: `There is no station's database at ${path}. Start the station once: wipebench start` };
  const database = new SqliteDatabase(path, { readonly: true });
  if (database.pragma('user_version', { simple: true }) !== migrations.length) {
    database.close();
    return { problem: `${path} is of another version of Wipebench. Start the station once: wipebench start` };
  }
  const owner = settingsOf(database).read('ledger-owner', ledgerOwner);
  if (owner === null) {
    database.close();
    return { problem: 'This station has not seen its agent yet, so it holds no certificates.' };
  }
  const table = mirrorTableOf(database);
  return {
    certificates: certificateRowsOf(database, table, nodeCrypto, () => owner.publicKeyBase64),
    table,
    owner,
    close: () => database.close(),
  };
}
