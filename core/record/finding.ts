/** One thing that was looked at. `details` fill the places of the sentence, for a reader in another language. */
export type Finding = {
  /** `refused`: it is as it was sealed, but the ledger says that it counts no more. */
  readonly outcome: 'genuine' | 'not-genuine' | 'not-checked' | 'refused';
  /** The file or the part that this is about. */
  readonly subject: string;
  readonly code: FindingCode;
  readonly details: Readonly<Record<string, string | number | boolean>>;
  readonly sentence: string;
};

/** Every sentence of the verifier, in English; `core/messages/<language>/findings.json` has them for the window. Codes are for machines and translations; the words may be mended, the codes stay. */
export const SENTENCES = {
  // genuine
  'signatures-hold': 'Record and certificate are signed by the station key {{keyId}}.',
  'key-pinned': 'The key is the one you named.',
  'facts-agree': 'Every fact that the certificate repeats is in the sealed record; {{compared}} were compared.',
  'record-proves-verdict': 'The numbers of the record support its verdict; it was judged again from the facts alone.',
  'label-signature-holds': 'The label code is signed by the station key {{keyId}}.',
  'label-agrees': 'The label says what the sealed record of the same wipe says.',
  'archive-strict': 'Every byte of the archive is where it must be; it holds {{files}} files.',
  'file-unchanged': 'The file has the digest that was sealed.',
  'file-derived': 'The file is, byte for byte, what its contents must give.',
  'pdf-rendered-again': 'The PDF was drawn again from the certificate inside it and is the same to the last byte.',
  'pdf-signed':
    'Not a byte of the PDF was changed since the station signed it as a file: the signature holds, by the key ({{signer}}) that the sealed certificate names for its paper.',
  'place-proven':
    'Record and certificate stand in the ledger at places {{recordSeq}} and {{certificateSeq}}; the station signed its tree of {{entries}} entries.',
  'export-place-proven': 'The export is the last of the {{entries}} entries that the station signed.',
  'growth-proven':
    'The ledgers that stood when each of the {{certificates}} certificates was issued are beginnings of this one; so are {{earlier}} of earlier exports.',
  'ledger-unbroken':
    'All {{entries}} entries hold: form, place, chain, signature and contents; {{certificates}} are certificates, each proven by its record.',
  'ledger-end-signed': 'The ledger ends where the station signed that it ends: {{entries}} entries, tree {{root}}.',
  'same-history': 'It continues the ledger of {{other}}: {{entries}} entries are the same.',
  'certificates-refused':
    'Of its certificates {{refused}} count no more: quality refused the drives, the first of them at place {{first}}. What was sealed is as it was.',
  'destruction-signed':
    'Certificate of destruction {{destructionId}} is signed by the station key {{keyId}}: the station sealed these words of this person.',
  'destruction-place-proven':
    'It stands in the ledger at place {{seq}}; the station signed its tree of {{entries}} entries.',
  'keys-followed':
    'The station changed its key {{changes}} times since its first one; each change is signed by the key before it and by the key after it.',
  'certificate-holds':
    'Certificate {{certificateId}} of drive {{serialNumber}} holds: form, signatures, facts and proof.',
  'manifest-sealed': 'The list of files is the one that {{person}} had sealed at {{at}}.',
  'checkpoint-signed':
    'The station signed that its ledger has {{entries}} entries, {{certificates}} of them certificates.',
  'completeness-stated':
    'It holds {{held}} of the {{certificates}} certificates that the station had issued up to entry {{last}} of its ledger.',
  'draws-hold':
    'The quality samples of {{closed}} closed draws were drawn again from the seeds that the station had committed to before, and are the same; {{open}} draws are still open.',

  // refused
  'certificate-refused':
    'Certificate {{certificateId}} is as it was sealed, but quality refused its drive: {{other}} says so at place {{seq}}, at {{at}}. It counts no more.',
  'label-refused':
    'The label is as it was signed, but quality refused its drive: {{other}} says so at place {{seq}}, at {{at}}. It counts no more.',

  // not checked
  'key-from-file':
    'The key was taken from the file itself. Compare its fingerprint {{keyId}} with the one the station shows, or give it with --key.',
  'label-key-missing':
    'A label names its key ({{keyId}}...) but does not carry it, so its signature was not checked. Give the certificate of the same drive as well.',
  'cannot-be-used': '{{why}}',
  'not-evidence': 'This is no evidence of Wipebench; it was not checked.',
  'alone-not-complete':
    'A single certificate does not prove that no other was left out; an export says how many there are.',
  'spreadsheet-not-judged':
    'The spreadsheet was not read: it is the file that the station sealed, and its cells are the word of that station. Take the table of certificates.csv, which follows from the certificates.',
  'verifier-not-judged':
    'The page that came with the files can only be as honest as the files. Check with your own copy of Wipebench if you doubt them.',
  'ledger-end-unknown':
    'There is no checkpoint.txt beside it, so nobody can tell whether entries are missing at its end.',
  'histories-not-compared': 'Nothing here shows whether this and {{other}} are of one ledger; a later export would.',
  'pdf-not-drawn':
    'The PDF was not drawn again here ({{why}}), so how it looks was not checked; the certificate that belongs to it was.',
  'renderer-differs':
    'The PDF was made by another version of the drawing program ({{made}}, here {{here}}); how it looks was not checked; the certificate that belongs to it was.',
  'pdf-signature-known-here-only':
    'Other PDF programs call the signer unknown: it is the station itself, named by the sealed certificate and by no authority.',
  'pdf-time-stamp-not-judged':
    'A time-stamp in it says that the signature existed at {{at}}. It is of this signature, but whether its authority is one to trust, and signed it, was not checked here.',
  'draws-differ':
    'Drawing the quality samples again gave something else ({{why}}). The entries are as they were sealed, but do not rely on how their samples were chosen.',
  'draw-seed-lost':
    'The station lost the seed of {{lost}} draws of quality samples, and says so itself; nobody can draw them again.',
  'destruction-attested':
    'Nobody measured the destruction: {{person}} said so to the station at {{at}} and named {{witness}} as witness. That these words are unchanged is proven; that they are true is not.',
  'destructions-attested':
    '{{destructions}} of its entries are certificates of destruction. That the people in them said so is proven; that it is true nobody measured.',
  'wipes-not-here':
    'It names {{wipes}} wipe records of the drive. They are not in this file, so what they say was not checked; the ledger has them.',
  'not-reached': 'Not checked, because an earlier check failed.',

  // not genuine
  'not-canonical-json': 'This is not the canonical JSON that the station writes.',
  'wrong-shape': 'The contents are not what this kind of file must hold: {{where}}.',
  'key-unusable': 'The public key in the file is not an Ed25519 key.',
  'key-not-pinned': 'It is signed by another key: {{keyId}} and not the one you named.',
  'entry-other-key':
    'The {{part}} is signed by another key than the station began with, and no change to that key is shown before it.',
  'entry-retired-key': 'The {{part}} at place {{seq}} is signed by a key that the station had given up before.',
  'entry-later-key': 'The {{part}} at place {{seq}} is signed by a key that the station only took up later.',
  'entry-rotation-not-by-old-key':
    'The key change at place {{seq}} is not signed by the key that the station had then.',
  'entry-rotation-not-by-new-key': 'The key change at place {{seq}} is not signed by the new key.',
  'entry-rotation-other-keys':
    'The key change at place {{seq}} names other keys than those that signed it, or a key that was in use before.',
  'rotations-out-of-order': 'The key changes are not in order, or one stands after what they are to explain.',
  'entry-bad-signature':
    'The signature of the {{part}} does not hold: its contents were changed after signing, or another key signed it.',
  'entry-malformed': 'The envelope of the {{part}} is damaged.',
  'entry-wrong-type': 'The {{part}} is signed as something else: {{type}}.',
  'entry-hash-differs': 'The ledger hash of the {{part}} does not fit its contents and place.',
  'payload-not-canonical': 'The contents of the {{part}} are not canonical JSON.',
  'certificate-before-record':
    'The certificate stands at place {{certificateSeq}} of the ledger, not after its record at {{recordSeq}}.',
  'fact-differs': 'The certificate says something else than the sealed record about: {{field}}.',
  'people-not-apart': 'The validator is the operator; nobody may validate a drive they wiped themselves.',
  'destruction-number-differs':
    'The certificate of destruction {{destructionId}} does not have the number of its place {{seq}} in the ledger.',
  'destruction-twice': 'The thing already has the certificate of destruction {{destructionId}}.',
  'witness-not-apart': 'The witness ({{witness}}) is nobody, or the very person who recorded the destruction.',
  'record-does-not-prove': 'The record does not prove that the drive was sanitized: {{why}}.',
  'label-unreadable': 'This is not a label code that a station writes; it was changed, misread or made elsewhere.',
  'label-bad-signature': 'The signature of the label code does not hold.',
  'label-other-key': 'The label code names another key: {{keyId}}.',
  'label-differs': 'The label says something else than the sealed record of the same wipe about: {{field}}.',
  'archive-not-strict': 'The archive is not as a station writes it at byte {{offset}}: {{what}}.',
  'file-missing': 'This file is listed or needed, but it is not there.',
  'file-extra': 'This file does not belong to the export.',
  'file-changed': 'The file is not the one that was sealed: its size or digest differs.',
  'file-not-derived': 'The file is not what its contents must give; the first difference is at byte {{offset}}.',
  'pdf-no-certificate': 'No certificate is attached to this PDF.',
  'pdf-not-signed': 'The PDF carries no signature of its own in the one form that the station writes.',
  'pdf-signature-false': 'The signature of the PDF does not hold: the file was changed after it was signed.',
  'pdf-other-signer': 'The PDF is signed by another key ({{signer}}) than the sealed certificate names for its paper.',
  'pdf-time-stamp-of-other': 'The time-stamp in the PDF is of another signature.',
  'logo-differs': 'The logo in the file is not the one that the certificate names.',
  'pdf-differs': 'The PDF is not the drawing of the certificate inside it; the first difference is at byte {{offset}}.',
  'entry-out-of-place': 'At place {{seq}} of the ledger stands an entry that does not follow the one before it.',
  'ledger-not-begun':
    'A ledger begins with the entry in which the station names itself and its key; this one does not.',
  'ledger-cut-inside': 'It ends inside an entry.',
  'ledger-other-end': 'The station signed {{signed}} entries, and here are {{entries}}.',
  'ledger-other-root': 'These are not the entries whose tree the station signed.',
  'ledger-other-count': 'The station signed that {{signed}} entries are certificates, and here are {{certificates}}.',
  'record-not-there': 'The certificate stands on the record at place {{seq}}, and there is none.',
  'checkpoint-malformed': 'The checkpoint is not a signed note as a station writes it.',
  'checkpoint-other-key':
    'The checkpoint is signed by another key than the station began with, and no change to that key is shown before it.',
  'checkpoint-retired-key': 'The checkpoint is signed by a key that the station had given up before.',
  'checkpoint-later-key': 'The checkpoint is signed by a key that the station only took up later.',
  'checkpoint-bad-signature': 'The signature of the checkpoint does not hold: it was changed after signing.',
  'checkpoint-other-place': 'The checkpoint is of {{entries}} entries; the one that belongs here is of {{expected}}.',
  'entry-not-in-tree': 'The {{part}} is not at place {{seq}} of the ledger that the station signed.',
  'growth-not-proven':
    'The ledger of {{entries}} entries that the station signed earlier is not the beginning of this one.',
  'growth-missing':
    'There is no proof that the ledger of the certificate at place {{seq}} is the beginning of this one.',
  'history-differs':
    'It and {{other}} are signed by the same key, but tell two histories of the first {{entries}} entries: one of them was changed.',
  'manifest-other-digest': 'The export entry seals another manifest than this one.',
  'manifest-other-key': 'The manifest names one key and carries another.',
  'manifest-other-certificates': 'The certificates listed here are not those of the sealed export.',
  'other-station': 'It is of another station than the manifest, or one is of a virtual bench and the other is not.',
  'more-than-issued': 'It holds {{held}} certificates, but the station had issued only {{certificates}}.',
  'name-differs': 'The file holds certificate {{certificateId}}, not the one it is named after.',
  'checker-stopped': 'The check could not be finished: {{why}}.',
} as const;
export type FindingCode = keyof typeof SENTENCES;

type Outcome = Finding['outcome'];

/** Makes a finding with its sentence filled in; a place without a fact stays visible. */
export function finding(
  outcome: Outcome,
  subject: string,
  code: FindingCode,
  details: Finding['details'] = {},
): Finding {
  const sentence = SENTENCES[code].replace(/\{\{(\w+)\}\}/g, (place, name: string) => String(details[name] ?? place));
  return { outcome, subject, code, details, sentence };
}

/** Something that failed. One of these makes the whole report not genuine. */
export function refuted(subject: string, code: FindingCode, details: Finding['details'] = {}): Finding {
  return finding('not-genuine', subject, code, details);
}

/** Something that was checked and holds. */
export function confirmed(subject: string, code: FindingCode, details: Finding['details'] = {}): Finding {
  return finding('genuine', subject, code, details);
}

/** Something a reader could take for checked, but it was not. */
export function unchecked(subject: string, code: FindingCode, details: Finding['details'] = {}): Finding {
  return finding('not-checked', subject, code, details);
}
