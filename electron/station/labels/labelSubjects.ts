import type { LabelSubject } from './labelRows.ts';

/** The labels of a sealed record. */
export function ofRecord({ recordId, jobId }: { readonly recordId: string; readonly jobId: string }): LabelSubject {
  return { series: recordId, recordId, jobId, thingId: null };
}

/** The ASSET labels of a received thing. */
export function assetOf(thingId: string): LabelSubject {
  return { series: `${thingId}.asset`, recordId: null, jobId: null, thingId };
}

/** The labels that a received drive carries while it was never wiped. */
export function unwipedOf(thingId: string): LabelSubject {
  return { series: `${thingId}.unwiped`, recordId: null, jobId: null, thingId };
}
