import type { Database } from 'better-sqlite3';
import type { Reason } from '../../../../core/domain/reason.ts';
import {
  type ClosureReason,
  closureReason,
  type ExceptionCode,
  exceptionCode,
} from '../../../../core/reconciliation/exceptions.ts';
import type { Actor } from './actTable.ts';

/** What an exception is about: one of the three. */
export type ExceptionSubject =
  | { readonly kind: 'thing'; readonly thingId: string }
  | { readonly kind: 'asset'; readonly assetId: number }
  | { readonly kind: 'custody'; readonly eventSeq: number; readonly index: number };

export type ExceptionClosure = {
  readonly reason: ClosureReason;
  readonly note: string | null;
  readonly personName: string;
  readonly at: string;
};

export type StoredException = {
  readonly exceptionId: string;
  readonly lotSeq: number;
  readonly code: ExceptionCode;
  readonly thingId: string | null;
  readonly assetId: number | null;
  readonly custodySeq: number | null;
  readonly details: Reason['details'];
  readonly raisedAt: string;
  /** Whether what it says is still so; one that was put right stays in the list as put right. */
  readonly standing: boolean;
  readonly closure: ExceptionClosure | null;
};

export type ExceptionTable = {
  /** Whether it stands now. */
  stands(lotSeq: number, code: ExceptionCode, subject: ExceptionSubject): boolean;
  /** Says whether an exception stands; one that never stood is not made by saying that it does not. */
  set(
    lotSeq: number,
    code: ExceptionCode,
    subject: ExceptionSubject,
    standing: boolean,
    details?: Reason['details'],
  ): void;
  find(exceptionId: string): StoredException | null;
  /** In the order of their ids; `openOnly` leaves out what was closed or put right. */
  list(lotSeq: number, openOnly: boolean, after: string, limit: number): StoredException[];
  /** The exceptions of one thing or row that stand, closed or not. */
  standingOf(subject: { readonly thingId: string } | { readonly assetId: number }): StoredException[];
  close(exceptionId: string, why: ClosureReason, note: string | null, actor: Actor): void;
  reopen(exceptionId: string, actor: Actor): void;
};

type Row = {
  exception_id: string;
  lot_seq: number;
  code: string;
  thing_id: string | null;
  asset_id: number | null;
  custody_seq: number | null;
  details: string;
  raised_at: string;
  standing: number;
  reason: string | null;
  note: string | null;
  person_name: string | null;
  at: string | null;
};

const SELECT = `SELECT lot_exceptions.exception_id, lot_seq, code, thing_id, asset_id, custody_seq, details, raised_at, standing, reason, note, person_name, at
  FROM lot_exceptions LEFT JOIN exception_acts ON exception_acts.act_seq = closed_by_act`;

export const exceptionStatements = {
  open: `${SELECT} WHERE lot_seq = ? AND lot_exceptions.exception_id > ? AND standing = 1 AND closed_by_act IS NULL ORDER BY lot_exceptions.exception_id LIMIT ?`,
  all: `${SELECT} WHERE lot_seq = ? AND lot_exceptions.exception_id > ? ORDER BY lot_exceptions.exception_id LIMIT ?`,
} as const;

export function exceptionTableOf(database: Database, clock: () => Date): ExceptionTable {
  const now = () => clock().toISOString();
  const raise = database.prepare(
    `INSERT INTO lot_exceptions (exception_id, lot_seq, code, thing_id, asset_id, custody_seq, details, raised_at, standing)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT (exception_id) DO UPDATE SET standing = 1, details = excluded.details WHERE standing = 0`,
  );
  const settle = database.prepare('UPDATE lot_exceptions SET standing = 0 WHERE exception_id = ? AND standing = 1');
  const one = database.prepare<[string], Row>(`${SELECT} WHERE lot_exceptions.exception_id = ?`);
  const open = database.prepare<[number, string, number], Row>(exceptionStatements.open);
  const all = database.prepare<[number, string, number], Row>(exceptionStatements.all);
  const ofThing = database.prepare<[string], Row>(
    `${SELECT} WHERE thing_id = ? AND standing = 1 ORDER BY lot_exceptions.exception_id`,
  );
  const ofAsset = database.prepare<[number], Row>(
    `${SELECT} WHERE asset_id = ? AND standing = 1 ORDER BY lot_exceptions.exception_id`,
  );
  const act = database.prepare(
    'INSERT INTO exception_acts (exception_id, act, reason, note, person_id, person_name, at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const mark = database.prepare('UPDATE lot_exceptions SET closed_by_act = ? WHERE exception_id = ?');
  return {
    set(lotSeq, code, subject, standing, details = {}) {
      const id = exceptionId(lotSeq, code, subject);
      if (!standing) {
        settle.run(id);
        return;
      }
      const thing = subject.kind === 'thing' ? subject.thingId : null;
      const asset = subject.kind === 'asset' ? subject.assetId : null;
      const custody = subject.kind === 'custody' ? subject.eventSeq : null;
      raise.run(id, lotSeq, code, thing, asset, custody, JSON.stringify(details), now());
    },
    stands: (lotSeq, code, subject) => one.get(exceptionId(lotSeq, code, subject))?.standing === 1,
    find(id) {
      const row = one.get(id);
      return row === undefined ? null : exceptionOf(row);
    },
    list: (lotSeq, openOnly, after, limit) => (openOnly ? open : all).all(lotSeq, after, limit).map(exceptionOf),
    standingOf: (subject) =>
      ('thingId' in subject ? ofThing.all(subject.thingId) : ofAsset.all(subject.assetId)).map(exceptionOf),
    close(id, why, note, actor) {
      const { lastInsertRowid } = act.run(id, 'closed', why, note, actor.personId, actor.name, now());
      mark.run(lastInsertRowid, id);
    },
    reopen(id, actor) {
      act.run(id, 'reopened', null, null, actor.personId, actor.name, now());
      mark.run(null, id);
    },
  };
}

function exceptionId(lotSeq: number, code: ExceptionCode, subject: ExceptionSubject): string {
  switch (subject.kind) {
    case 'thing':
      return `${lotSeq}:${code}:${subject.thingId}`;
    case 'asset':
      return `${lotSeq}:${code}:${String(subject.assetId).padStart(12, '0')}`;
    case 'custody':
      return `${lotSeq}:${code}:${String(subject.eventSeq).padStart(12, '0')}-${subject.index}`;
  }
}

function exceptionOf(row: Row): StoredException {
  return {
    exceptionId: row.exception_id,
    lotSeq: row.lot_seq,
    code: exceptionCode.parse(row.code),
    thingId: row.thing_id,
    assetId: row.asset_id,
    custodySeq: row.custody_seq,
    details: JSON.parse(row.details) as Reason['details'],
    raisedAt: row.raised_at,
    standing: row.standing === 1,
    closure:
      row.reason === null
        ? null
        : {
            reason: closureReason.parse(row.reason),
            note: row.note,
            personName: row.person_name ?? '',
            at: row.at ?? '',
          },
  };
}
