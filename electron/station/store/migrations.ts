import type { Migration } from './migration.ts';
import { migration as ledgerAndRows } from './migrations/0001-ledger-and-rows.ts';
import { migration as labelQueue } from './migrations/0002-label-queue.ts';
import { migration as ledgerTree } from './migrations/0003-ledger-tree.ts';
import { migration as uploads } from './migrations/0004-uploads.ts';
import { migration as searchAndExport } from './migrations/0005-search-and-export.ts';
import { migration as keyRotations } from './migrations/0006-key-rotations.ts';
import { migration as lots } from './migrations/0007-lots.ts';
import { migration as searchParts } from './migrations/0008-search-parts.ts';
import { migration as receiving } from './migrations/0009-receiving.ts';
import { migration as qualityRefusals } from './migrations/0010-quality-refusals.ts';
import { migration as dashedNumbers } from './migrations/0011-dashed-numbers.ts';
import { migration as recordsByEnd } from './migrations/0012-records-by-end.ts';
import { migration as labelsWithoutARecord } from './migrations/0013-labels-without-a-record.ts';
import { migration as destructions } from './migrations/0014-destructions.ts';

/** Every file of `migrations/`, in order. A list and not a folder scan, so that a bundled station carries them. */
export const migrations: readonly Migration[] = [
  ledgerAndRows,
  labelQueue,
  ledgerTree,
  uploads,
  searchAndExport,
  keyRotations,
  lots,
  searchParts,
  receiving,
  qualityRefusals,
  dashedNumbers,
  recordsByEnd,
  labelsWithoutARecord,
  destructions,
];
