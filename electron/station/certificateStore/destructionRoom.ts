import type { Page } from '../../../core/contract/pageView.ts';
import type { Handlers } from '../../../core/contract/rpcServer.ts';
import type { StationContract } from '../../../core/contract/station.ts';
import type { CertificateFiles } from './certificateFiles.ts';
import type { DestructionRows } from './destructionRows.ts';
import type { MendFiles } from './mendFiles.ts';

export type DestructionHandlers = Pick<Handlers<StationContract, unknown>, 'destructions.open'>;

/** Certificates of destruction as the window's calls reach them. Reading is everybody's. */
export function destructionRoom(room: {
  readonly rows: DestructionRows;
  readonly files: CertificateFiles;
  readonly pagesOf: (fileBytes: Uint8Array) => Promise<Page[]>;
  readonly mendFiles: MendFiles;
}): DestructionHandlers {
  const { rows, files, pagesOf, mendFiles } = room;
  return {
    async 'destructions.open'({ destructionId }) {
      const opened = await rows.open(destructionId);
      if (opened.outcome === 'refused') return opened;
      const { destruction, file, fileBytes } = opened.value;
      await mendFiles(files, destructionId);
      const { seq, hash } = file.destruction;
      const pages = await pagesOf(fileBytes);
      const paths = { jsonPath: files.jsonPath(destructionId), pdfPath: files.pdfPath(destructionId) };
      return { outcome: 'done', value: { destruction, seq, hash, pages, ...paths } };
    },
  };
}
