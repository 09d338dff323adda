import type { Notices } from '../bench/notices.ts';
import type { CertificateFiles } from './certificateFiles.ts';

/** So long a page waits for its files. A bench PC draws one in a second; one with all bays busy may need longer, and a person waits for the page, not for the files. */
const MOMENT_MS = 5_000;

export type MendFiles = (files: CertificateFiles, certificateId: string) => Promise<void>;

/** Has missing files of a certificate written again. Ends with them, or a moment later, when they go on alone; what stands in their way is told, late or not. */
export function mendFilesWith(
  notice: Notices['add'],
  fault: (code: string, cause: unknown) => void,
  momentMs = MOMENT_MS,
): MendFiles {
  return async (files, certificateId) => {
    let timer: NodeJS.Timeout | undefined;
    const moment = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, momentMs);
    });
    const mended = files.mend(certificateId).then(
      (problems) => {
        for (const problem of problems) notice('damage', problem);
      },
      (cause: unknown) => fault('certificate-files', cause),
    );
    await Promise.race([mended, moment]);
    clearTimeout(timer);
  };
}
