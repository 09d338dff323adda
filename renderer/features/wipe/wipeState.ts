import { create } from 'zustand';

type WipeState = {
  /** The drive whose dialog is open; only a person's act on that very drive sets it. */
  readonly driveId: string | null;
  /** What was scanned or typed to prove that the person has this drive before them. */
  readonly typed: string;
  readonly assetTag: string;
  /** Kept from drive to drive: a lot is worked through, one drive after the other. */
  readonly lotName: string;
  /** The PSID from the drive's label; null while the chosen technique asks for none. */
  readonly psid: string | null;
  open(driveId: string): void;
  close(): void;
  fill(fields: Partial<Pick<WipeState, 'typed' | 'assetTag' | 'lotName' | 'psid'>>): void;
};

export const useWipe = create<WipeState>((set) => ({
  driveId: null,
  typed: '',
  assetTag: '',
  lotName: '',
  psid: null,
  open: (driveId) => set({ driveId, typed: '', assetTag: '', psid: null }),
  close: () => set({ driveId: null, typed: '', assetTag: '', psid: null }),
  fill: (fields) => set(fields),
}));
