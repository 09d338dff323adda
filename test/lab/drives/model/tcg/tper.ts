import { CALL, END_LIST, END_OF_DATA, isControl, readTokens, START_LIST, type Token, writeTokens } from './tokens.ts';

/** The one ComID of these drives, as level 0 discovery tells it. */
export const COM_ID = 0x07fe;

/** ComPacket, Packet and Data SubPacket headers (TCG Storage Architecture Core 2.01, 3.2.3). */
const HEADER_BYTES = 20 + 24 + 12;
const TPER_SESSION = 0x1000;
const NOT_AUTHORIZED = 0x01;
const FAILED = 0x3f;

const SESSION_MANAGER = uid('00000000000000ff');
const START_SESSION = uid('000000000000ff02');
const SYNC_SESSION = uid('000000000000ff03');
const ADMIN_SP = uid('0000020500000001');
const REVERT = uid('0000000600000202');
const PSID_AUTHORITY = uid('000000090001ff01');

/**
 * The trusted peripheral of a drive, as far as a PSID revert needs it: a session of the PSID authority with the Admin SP, and its Revert (Opal SSC 2.01,
 * 5.1.2.2; PSID feature set 1.00). Every other method is refused. Answers wait until the host fetches them.
 */
export class Tper {
  readonly #psid: string;
  readonly #revert: () => Promise<boolean>;
  #hostSession = 0;
  #open = false;
  #answer: Buffer = Buffer.alloc(0);

  /** `revert` does it, or answers false. */
  constructor(psid: string, revert: () => Promise<boolean>) {
    this.#psid = psid;
    this.#revert = revert;
  }

  /** Takes what the host sent (IF-SEND) and does it; false when it is no method call of this ComID. */
  async send(protocol: number, comId: number, packet: Buffer): Promise<boolean> {
    if (protocol !== 0x01 || comId !== COM_ID || packet.length < HEADER_BYTES) return false;
    const length = packet.readUInt32BE(52);
    const tokens = readTokens(packet.subarray(HEADER_BYTES, HEADER_BYTES + length));
    if (tokens === undefined || !isControl(tokens[0], CALL)) return false;
    this.#answer = this.#packet(await this.#called(tokens[1], tokens[2], tokens.slice(4)));
    return true;
  }

  /** What the host fetches (IF-RECV): the answer once, afterwards an empty ComPacket. */
  receive(protocol: number, comId: number): Buffer | undefined {
    if (protocol !== 0x01 || comId !== COM_ID) return undefined;
    const answer = this.#answer;
    this.#answer = Buffer.alloc(0);
    return answer.length > 0 ? answer : Buffer.alloc(HEADER_BYTES);
  }

  async #called(
    object: Token | undefined,
    method: Token | undefined,
    given: readonly Token[],
  ): Promise<readonly Token[]> {
    if (is(object, SESSION_MANAGER) && is(method, START_SESSION)) return this.#startSession(given);
    if (this.#open && is(object, ADMIN_SP) && is(method, REVERT)) {
      this.#open = false;
      return result([], (await this.#revert()) ? 0 : FAILED);
    }
    return result([], NOT_AUTHORIZED);
  }

  /** Host session, SP, write, and by name: 0 the challenge, 3 the authority that signs. */
  #startSession(given: readonly Token[]): readonly Token[] {
    const [host, sp] = given;
    const challenge = given.find((_, at) => given[at - 1] === 0 && isControl(given[at - 2], 0xf2));
    const authority = given.find((_, at) => given[at - 1] === 3 && isControl(given[at - 2], 0xf2));
    const asPsid = is(sp, ADMIN_SP) && is(authority, PSID_AUTHORITY);
    this.#open = asPsid && Buffer.isBuffer(challenge) && challenge.toString('latin1') === this.#psid;
    if (!this.#open || typeof host !== 'number') return synced([], NOT_AUTHORIZED);
    this.#hostSession = host;
    return synced([host, TPER_SESSION], 0);
  }

  #packet(tokens: readonly Token[]): Buffer {
    const body = writeTokens(tokens);
    const padded = Math.ceil(body.length / 4) * 4;
    const packet = Buffer.alloc(HEADER_BYTES + padded);
    packet.writeUInt16BE(COM_ID, 4);
    packet.writeUInt32BE(24 + 12 + padded, 16);
    packet.writeUInt32BE(this.#open ? TPER_SESSION : 0, 20);
    packet.writeUInt32BE(this.#hostSession, 24);
    packet.writeUInt32BE(12 + padded, 40);
    packet.writeUInt32BE(body.length, 52);
    body.copy(packet, HEADER_BYTES);
    return packet;
  }
}

function uid(hex: string): Buffer {
  return Buffer.from(hex, 'hex');
}

function is(token: Token | undefined, wanted: Buffer): boolean {
  return Buffer.isBuffer(token) && token.equals(wanted);
}

const control = (code: number): Token => ({ control: code });

/** A method's results and its status list. */
function result(values: readonly Token[], status: number): readonly Token[] {
  return [
    ...[control(START_LIST), ...values, control(END_LIST), control(END_OF_DATA)],
    ...[control(START_LIST), status, 0, 0, control(END_LIST)],
  ];
}

/** StartSession is answered by a call of the session manager's own. */
function synced(values: readonly Token[], status: number): readonly Token[] {
  return [control(CALL), SESSION_MANAGER, SYNC_SESSION, ...result(values, status)];
}
