import { because, type Reason } from '../../../core/domain/reason.ts';
import { openDirectorySink } from './directory/directorySink.ts';
import { openHttpsSink } from './https/httpsSink.ts';
import { openPostgresSink } from './postgres/postgresSink.ts';
import type { ConfiguredSink } from './readSinks.ts';
import { readTlsFiles, TlsFileUnusable } from './tlsFiles.ts';
import type { UploadSink } from './uploadSink.ts';

/** The sink that was configured. Connects to nothing yet. One whose certificate files cannot be used answers every delivery with that. */
export function openSink(
  { settings, secrets }: ConfiguredSink,
  clock: () => Date,
  onMended: (what: Reason) => void,
): UploadSink {
  try {
    switch (settings.kind) {
      case 'https':
        return openHttpsSink(settings, secrets, readTlsFiles(settings), clock);
      case 'postgres':
        return openPostgresSink(settings, secrets, readTlsFiles(settings));
      case 'directory':
        return openDirectorySink(settings, onMended);
    }
  } catch (cause) {
    if (cause instanceof TlsFileUnusable) return unusable(cause);
    throw cause;
  }
}

function unusable({ file, problem }: TlsFileUnusable): UploadSink {
  const why = because('upload-settings-unusable', { file, problem });
  return { deliver: async () => ({ taken: 0, outcome: 'parked', why }), close: async () => undefined };
}
