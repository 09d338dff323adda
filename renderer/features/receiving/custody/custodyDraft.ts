import { assertNever } from '../../../../core/domain/assertNever.ts';
import type { CustodyAct } from '../../../../core/reconciliation/custody.ts';

export const custodyActs = ['received', 'moved', 'handed-over', 'put-down', 'returned'] as const;
export type CustodyActName = (typeof custodyActs)[number];

/** The form as it is typed. Destruction has a form of its own, with what is destroyed beside it. */
export type CustodyDraft = {
  readonly act: CustodyActName;
  readonly carrier: string;
  readonly sealFound: string;
  readonly sealOnPapers: string;
  readonly from: string;
  readonly to: string;
  readonly secured: boolean;
};

export const EMPTY_DRAFT: CustodyDraft = {
  act: 'received',
  carrier: '',
  sealFound: '',
  sealOnPapers: '',
  from: '',
  to: '',
  secured: false,
};

/** The fields that an act asks for. */
export function fieldsOf(act: CustodyActName): readonly (keyof Omit<CustodyDraft, 'act'>)[] {
  switch (act) {
    case 'received':
      return ['carrier', 'sealFound', 'sealOnPapers', 'to', 'secured'];
    case 'moved':
      return ['from', 'to', 'secured'];
    case 'handed-over':
      return ['from', 'to'];
    case 'put-down':
      return ['to', 'secured'];
    case 'returned':
      return ['to', 'carrier'];
    default:
      return assertNever(act);
  }
}

/** The event that the form says; `null` while something that it needs is empty. An empty seal means that there was none. */
export function actOf(draft: CustodyDraft): CustodyAct | null {
  const { act, secured } = draft;
  const carrier = draft.carrier.trim();
  const from = draft.from.trim();
  const to = draft.to.trim();
  if (to === '') return null;
  const place = { name: to, secured };
  switch (act) {
    case 'received':
      return carrier === ''
        ? null
        : {
            act,
            carrier,
            sealFound: draft.sealFound.trim() || null,
            sealOnPapers: draft.sealOnPapers.trim() || null,
            to: place,
          };
    case 'moved':
      return from === '' ? null : { act, from, to: place };
    case 'handed-over':
      return from === '' ? null : { act, from, to };
    case 'put-down':
      return { act, to: place };
    case 'returned':
      return { act, to, carrier: carrier || null };
    default:
      return assertNever(act);
  }
}
