import { create } from 'zustand';

type WipeState = {
  /** The drive whose dialog is open; only a person's act on that very drive sets it. */
  readonly driveId: string | null;
  /** What was scanned or typed to prove that the person has this drive before them. */
  readonly typed: string;
  readonly assetTag: string;
  /** Kept from drive to drive: a lot is worked through, one drive after the other. */
  readonly lotName: string;
  open(driveId: string): void;
  close(): void;
  fill(fields: Partial<Pick<WipeState, 'typed' | 'assetTag' | 'lotName'>>): void;
};

export const useWipe = create<WipeState>((set) => ({
  driveId: null,
  typed: '',
  assetTag: '',
  lotName: '',
  open: (driveId) => set({ driveId, typed: '', assetTag: '' }),
  close: () => set({ driveId: null, typed: '', assetTag: '' }),
  fill: (fields) => set(fields),
}));
