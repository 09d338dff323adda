import { type LabKernel, prepareLab } from './kernel.ts';

/** The lab's kernel for a scenario file, or `null` after printing every reason why no bench can be booted here: the file is then skipped. */
export function labOrReason(): LabKernel | null {
  const readiness = prepareLab();
  if (readiness.ready) return readiness.kernel;
  for (const reason of readiness.missing) console.log(`skipped, no lab here: ${reason}`);
  return null;
}
