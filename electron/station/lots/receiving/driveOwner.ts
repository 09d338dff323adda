import type { Database } from 'better-sqlite3';
import type { Policy } from '../../../../core/domain/policy.ts';
import type { Reason } from '../../../../core/domain/reason.ts';
import {
  allowedPolicies,
  certifyProblem,
  type DriveOwner,
  readRequirement,
} from '../../../../core/reconciliation/securityRequirement.ts';
import { identityKey, labelSerialsOf } from '../../../../core/reconciliation/serialKey.ts';
import { foldedText } from '../../store/searchWords.ts';
import type { ReceivingStore } from './receivingStore.ts';
import type { StoredThing } from './thingTable.ts';

/** What a lot says of a drive on the bench: whose it is, what may be done to it, whether it can be certified to the lot. */
export type DriveRules = {
  readonly owner: DriveOwner;
  readonly allowed: readonly string[];
  readonly refused: readonly { readonly policyId: string; readonly why: Reason }[];
  readonly mustBeDestroyed: boolean;
  readonly certify: Reason | null;
};

export type DriveOwners = {
  /** `null`: no lot of this name is known at this station, so it has nothing to say. */
  rules(
    drive: { serialNumber: string | null; assetTag: string | null; lotName: string },
    policies: readonly Policy[],
  ): DriveRules | null;
  /** Why a drive of this record may not be certified to the lot that it names; `null` when it may, or no such lot is known. */
  certifyProblem(drive: {
    serialNumber: string | null;
    assetTag: string | null;
    lotName: string | null;
  }): Reason | null;
};

export function driveOwnersOf(store: ReceivingStore): DriveOwners {
  const { database, things, expected, exceptions } = store;
  const lotNamed = lotNamedOf(database);
  const requirement = database
    .prepare<[number], string | null>('SELECT security_requirement FROM assets WHERE asset_id = ?')
    .pluck();
  const ofAsset = (assetId: number): DriveOwner => ({
    kind: 'asset',
    assetId,
    securityRequirement: requirement.get(assetId) ?? null,
  });

  /** A thing that a row or a person answers for. */
  function ownerOfThing(thing: StoredThing): DriveOwner {
    if (thing.assetId !== null) return ofAsset(thing.assetId);
    if (thing.insideOf !== null) {
      const computer = things.find(thing.insideOf);
      const owner = computer === null ? ({ kind: 'unknown' } as const) : ownerOfThing(computer);
      return owner.kind === 'unknown' ? { kind: 'inside-unknown' } : owner;
    }
    const added = exceptions
      .standingOf({ thingId: thing.thingId })
      .some(({ code, closure }) => code === 'unexpected' && closure?.reason === 'customer-added-it');
    return added ? { kind: 'added' } : { kind: 'unknown' };
  }

  function ownerOf(lotSeq: number, drive: { serialNumber: string | null; assetTag: string | null }): DriveOwner {
    const serials = drive.serialNumber === null ? [] : labelSerialsOf(drive.serialNumber);
    const here = serials.flatMap((key) => things.bySerial(key)).filter((thing) => thing.lotSeq === lotSeq);
    const rows = expected.ofLot(lotSeq);
    const [thing] = here;
    const found: DriveOwner[] =
      here.length === 1 && thing !== undefined ? [ownerOfThing(thing)] : here.map(ownerOfThing);
    if (found.length > 0) return found.find(({ kind }) => kind === 'asset') ?? found[0] ?? { kind: 'unknown' };
    const [row] = serials.flatMap((key) => rows.bySerial(key));
    if (row !== undefined) return ofAsset(row.assetId);
    // The technician scanned the computer's tag when the wipe began.
    const tagKey = identityKey(drive.assetTag);
    const tagged = tagKey === null ? [] : rows.byAssetTag(tagKey);
    return tagged.length === 1 && tagged[0] !== undefined ? ofAsset(tagged[0].assetId) : { kind: 'unknown' };
  }

  return {
    rules(drive, policies) {
      const lotSeq = lotNamed(drive.lotName);
      if (lotSeq === null) return null;
      const owner = ownerOf(lotSeq, drive);
      const words = owner.kind === 'asset' ? owner.securityRequirement : null;
      const choice = allowedPolicies(readRequirement(words), policies);
      return {
        owner,
        allowed: choice.allowed.map(({ policyId }) => policyId),
        refused: choice.refused.map(({ policy, why }) => ({ policyId: policy.policyId, why })),
        mustBeDestroyed: choice.mustBeDestroyed,
        certify: certifyProblem(owner),
      };
    },
    certifyProblem({ lotName, ...drive }) {
      const lotSeq = lotName === null ? null : lotNamed(lotName);
      return lotSeq === null ? null : certifyProblem(ownerOf(lotSeq, drive));
    },
  };
}

function lotNamedOf(database: Database): (name: string) => number | null {
  const statement = database.prepare<[string], number>('SELECT lot_seq FROM lots WHERE name_key = ?').pluck();
  return (name) => statement.get(foldedText(name)) ?? null;
}
