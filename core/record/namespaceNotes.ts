import type { RecordV1 } from './recordV1.ts';

/** Code of the notes that say of each namespace of a drive what was done and seen there (docs/record-format.md, section 5). */
export const NAMESPACE_NOTE = 'namespace-evidence';

type Note = NonNullable<RecordV1['technique']['device']>['notes'][number];

/** The numbers of one namespace; `null`: the note does not say. */
export type NamespaceNote = {
  readonly namespace: number | null;
  readonly device: string;
  readonly bytes: number | null;
  readonly canariesPlanted: number | null;
  readonly canariesGone: number | null;
  readonly canariesSurviving: number | null;
  readonly subsections: number | null;
  readonly samples: number | null;
  readonly compared: number | null;
  readonly unchanged: number | null;
  readonly unreadable: number | null;
  readonly readBytes: number | null;
  readonly readParts: number | null;
};

/** The namespaces of the drive that a record is about, in the order of the record; none of a drive that is one disk. Pure. */
export function namespacesOf({ technique }: Pick<RecordV1, 'technique'>): NamespaceNote[] {
  return (technique.device?.notes ?? []).filter(({ code }) => code === NAMESPACE_NOTE).map(noteOf);
}

function noteOf({ details }: Note): NamespaceNote {
  const number = (name: string): number | null => {
    const value = details[name];
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
  };
  return {
    namespace: number('namespace'),
    device: String(details.device ?? ''),
    bytes: number('bytes'),
    canariesPlanted: number('canariesPlanted'),
    canariesGone: number('canariesGone'),
    canariesSurviving: number('canariesSurviving'),
    subsections: number('subsections'),
    samples: number('samples'),
    compared: number('compared'),
    unchanged: number('unchanged'),
    unreadable: number('unreadable'),
    readBytes: number('readBytes'),
    readParts: number('readParts'),
  };
}
