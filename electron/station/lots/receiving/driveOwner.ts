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

/** What the lots say of a drive on the bench: whose it is, what may be done to it, whether it can be certified to the lot that is named first. */
export type DriveRules = {
  /** The lot that answers for the drive, or the named one that does not know it. */
  readonly lotName: string;
  readonly owner: DriveOwner;
  readonly allowed: readonly string[];
  readonly refused: readonly { readonly policyId: string; readonly why: Reason }[];
  readonly mustBeDestroyed: boolean;
  readonly certify: Reason | null;
};

export type DriveOwners = {
  /**
   * What the named lot and every other open lot that has the drive's serial say: no requirement is got rid of by naming another lot or none. `null`: no lot
   * of this name is known at this station and no open one has the drive, so none has anything to say.
   */
  rules(
    drive: { serialNumber: string | null; assetTag: string | null; lotName: string | null },
    policies: readonly Policy[],
  ): DriveRules | null;
  /** Whether any lot is open: while none is, there is no rule. */
  anyOpen(): boolean;
  /** Whether the customer wants the thing destroyed, whatever a wipe says. */
  mustBeDestroyed(thing: StoredThing): boolean;
  /** Why a drive of this record may not be certified to the lot that it names; `null` when it may, or no such lot is known. */
  certifyProblem(drive: {
    serialNumber: string | null;
    assetTag: string | null;
    lotName: string | null;
  }): Reason | null;
};

export function driveOwnersOf(store: ReceivingStore): DriveOwners {
  const { database, things, expected, exceptions, lots } = store;
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

  type Claim = { readonly lotSeq: number; readonly owner: DriveOwner };
  const wordsOf = (owner: DriveOwner) => (owner.kind === 'asset' ? owner.securityRequirement : null);

  /** The lots that have something to say of a drive: the named one first, then every other open one that knows its serial. */
  function claimsOf(serialNumber: string | null, assetTag: string | null, lotName: string | null): Claim[] {
    const named = lotName === null ? null : lotNamed(lotName);
    const first = named === null ? [] : [{ lotSeq: named, owner: ownerOf(named, { serialNumber, assetTag }) }];
    // A tag is only unique at its customer's; elsewhere the serial alone speaks.
    const others = lots
      .allOpen()
      .filter((lotSeq) => lotSeq !== named)
      .map((lotSeq) => ({ lotSeq, owner: ownerOf(lotSeq, { serialNumber, assetTag: null }) }))
      .filter(({ owner }) => owner.kind !== 'unknown');
    return [...first, ...others];
  }

  return {
    rules({ serialNumber, assetTag, lotName }, policies) {
      const claims = claimsOf(serialNumber, assetTag, lotName);
      const main = claims.find(({ owner }) => owner.kind === 'asset') ?? claims[0];
      const [first] = claims;
      if (main === undefined || first === undefined) return null;
      const choices = claims.map(({ owner }) => allowedPolicies(readRequirement(wordsOf(owner)), policies));
      const refusalOf = (policy: Policy) =>
        choices.flatMap(({ refused }) => refused).find((one) => one.policy.policyId === policy.policyId)?.why ?? null;
      return {
        lotName: lots.of(main.lotSeq).name,
        owner: main.owner,
        allowed: policies.filter((policy) => refusalOf(policy) === null).map(({ policyId }) => policyId),
        refused: policies.flatMap((policy) => {
          const why = refusalOf(policy);
          return why === null ? [] : [{ policyId: policy.policyId, why }];
        }),
        mustBeDestroyed: choices.some((choice) => choice.mustBeDestroyed),
        certify: certifyProblem(first.owner),
      };
    },
    anyOpen: () => lots.allOpen().length > 0,
    mustBeDestroyed: (thing) => allowedPolicies(readRequirement(wordsOf(ownerOfThing(thing))), []).mustBeDestroyed,
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
