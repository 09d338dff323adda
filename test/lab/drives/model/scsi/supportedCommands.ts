/** A command a unit knows: operation code, service action where there is one, CDB length. */
export interface KnownCommand {
  readonly opcode: number;
  readonly serviceAction?: number;
  readonly length: number;
}

/** What every disk of the lab knows. */
export const DISK_COMMANDS: readonly KnownCommand[] = [
  ...[0x00, 0x03, 0x08, 0x0a, 0x12, 0x15, 0x1a, 0x1b, 0x1e].map((opcode) => ({ opcode, length: 6 })),
  ...[0x25, 0x28, 0x2a, 0x2f, 0x35, 0x41, 0x42, 0x4d, 0x55, 0x5a].map((opcode) => ({ opcode, length: 10 })),
  ...[0xa0, 0xa8, 0xaa].map((opcode) => ({ opcode, length: 12 })),
  ...[0x88, 0x8a, 0x8f, 0x91, 0x93].map((opcode) => ({ opcode, length: 16 })),
  { opcode: 0x9e, serviceAction: 0x10, length: 16 },
  { opcode: 0xa3, serviceAction: 0x0c, length: 12 },
];

/** REPORT SUPPORTED OPERATION CODES (SPC-5, 6.34): all, or one with or without its service action. */
export function reportSupported(known: readonly KnownCommand[], cdb: Buffer): Buffer {
  const options = cdb.readUInt8(2) & 7;
  if (options === 0) return allCommands(known);
  const opcode = cdb.readUInt8(3);
  const action = cdb.readUInt16BE(4);
  const found = known.find(
    (each) => each.opcode === opcode && (each.serviceAction === undefined || each.serviceAction === action),
  );
  const answer = Buffer.alloc(4 + (found?.length ?? 0));
  answer.writeUInt8(found === undefined ? 0x01 : 0x03, 1);
  if (found === undefined) return answer;
  answer.writeUInt16BE(found.length, 2);
  answer.fill(0xff, 4);
  answer.writeUInt8(opcode, 4);
  return answer;
}

function allCommands(known: readonly KnownCommand[]): Buffer {
  const answer = Buffer.alloc(4 + known.length * 8);
  answer.writeUInt32BE(known.length * 8, 0);
  for (const [index, command] of known.entries()) {
    const at = 4 + index * 8;
    answer.writeUInt8(command.opcode, at);
    answer.writeUInt16BE(command.serviceAction ?? 0, at + 2);
    answer.writeUInt8(command.serviceAction === undefined ? 0 : 1, at + 5);
    answer.writeUInt16BE(command.length, at + 6);
  }
  return answer;
}
