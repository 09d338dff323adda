import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';

/** Certificates and key of a connection, as PEM text; what was not configured is absent. */
export type TlsFiles = { readonly ca?: string; readonly cert?: string; readonly key?: string };

type Named = {
  readonly caFile?: string | undefined;
  readonly clientCertificateFile?: string | undefined;
  readonly clientKeyFile?: string | undefined;
};

/** A certificate or key file cannot be used; the message says which and why, and holds nothing of its content. */
export class TlsFileUnusable extends Error {
  readonly file: string;
  readonly problem: string;
  constructor(file: string, problem: string) {
    super(`${file}: ${problem}`);
    this.name = 'TlsFileUnusable';
    this.file = file;
    this.problem = problem;
  }
}

/** Reads the files that the settings name. Throws `TlsFileUnusable`; a key that others may read is one. */
export function readTlsFiles({ caFile, clientCertificateFile, clientKeyFile }: Named): TlsFiles {
  return {
    ...(caFile === undefined ? {} : { ca: read(caFile, false) }),
    ...(clientCertificateFile === undefined ? {} : { cert: read(clientCertificateFile, false) }),
    ...(clientKeyFile === undefined ? {} : { key: read(clientKeyFile, true) }),
  };
}

function read(path: string, secret: boolean): string {
  try {
    const file = openSync(path, 'r');
    try {
      if (secret && (fstatSync(file).mode & 0o077) !== 0)
        throw new TlsFileUnusable(path, 'others may read it; chmod 600');
      return readFileSync(file, 'utf8');
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause) throw new TlsFileUnusable(path, String(cause.code));
    throw cause;
  }
}
