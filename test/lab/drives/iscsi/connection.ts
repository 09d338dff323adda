import type { Socket } from 'node:net';
import type { LogicalUnit, ScsiAnswer } from '../model/scsi/scsiAnswer.ts';
import { check } from '../model/scsi/scsiAnswer.ts';
import { NO_UNIT } from '../model/scsi/sense.ts';
import {
  BEFORE_LOGIN,
  layOutKeys,
  negotiate,
  parseKeys,
  type SessionParameters,
  TARGET_SEGMENT_BYTES,
} from './negotiation.ts';
import { cutPdus, layOut, NO_TAG, newHeader, type Pdu, REQUEST, RESPONSE } from './pdu.ts';

/** What a connection needs from the portal around it. */
export interface PortalSide {
  /** The units of a target by its name. */
  findTarget(iqn: string): readonly LogicalUnit[] | undefined;
  /** Names of all targets, for discovery. */
  targetNames(): readonly string[];
  readonly port: number;
}

interface AwaitedData {
  readonly command: Pdu;
  readonly data: Buffer;
  received: number;
  /** Bytes the outstanding R2T asked for. */
  askedUntil: number;
  transfers: number;
}

const COMMAND_WINDOW = 32;
const FULL_FEATURE = 3;
const TARGET_NOT_FOUND = 0x0203;

/** One iSCSI session of one connection (RFC 7143). */
export class IscsiConnection {
  readonly #socket: Socket;
  readonly #portal: PortalSide;
  #rest: Buffer = Buffer.alloc(0);
  #units: readonly LogicalUnit[] = [];
  #parameters: SessionParameters = BEFORE_LOGIN;
  #declared = false;
  #statusNumber = 1;
  #expectedCommand = 1;
  readonly #awaited = new Map<number, AwaitedData>();
  #loginText: Buffer = Buffer.alloc(0);

  constructor(socket: Socket, portal: PortalSide) {
    this.#socket = socket;
    this.#portal = portal;
    socket.setNoDelay(true);
    socket.on('data', (bytes) => this.#receive(bytes));
    socket.on('error', () => socket.destroy());
  }

  /** Cuts the cable. */
  destroy(): void {
    this.#socket.destroy();
  }

  #receive(bytes: Buffer): void {
    const { pdus, rest } = cutPdus(this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]));
    this.#rest = rest;
    for (const pdu of pdus) this.#handle(pdu);
  }

  #handle(pdu: Pdu): void {
    if (pdu.opcode !== REQUEST.dataOut && pdu.opcode !== REQUEST.login && !pdu.immediate)
      this.#expectedCommand = (pdu.header.readUInt32BE(24) + 1) >>> 0;
    switch (pdu.opcode) {
      case REQUEST.login:
        return this.#login(pdu);
      case REQUEST.scsiCommand:
        return this.#command(pdu);
      case REQUEST.dataOut:
        return this.#dataOut(pdu);
      case REQUEST.nopOut:
        return this.#nop(pdu);
      case REQUEST.text:
        return this.#text(pdu);
      case REQUEST.taskManagement:
        return this.#send(newHeader(RESPONSE.taskManagement, 0x80, pdu.header.readUInt32BE(16)));
      case REQUEST.logout:
        this.#send(newHeader(RESPONSE.logout, 0x80, pdu.header.readUInt32BE(16)));
        this.#socket.end();
        return;
      default: {
        const reject = newHeader(RESPONSE.reject, 0x80, NO_TAG);
        reject.writeUInt8(0x05, 2);
        return this.#send(reject, pdu.header);
      }
    }
  }

  /** Login request and response (RFC 7143, 11.12, 11.13): no authentication, straight through the stages. */
  #login(pdu: Pdu): void {
    this.#expectedCommand = pdu.header.readUInt32BE(24);
    this.#loginText = Buffer.concat([this.#loginText, pdu.data]);
    const response = newHeader(RESPONSE.login, pdu.flags & 0x8f, pdu.header.readUInt32BE(16));
    pdu.header.copy(response, 8, 8, 14);
    if ((pdu.flags & 0x40) !== 0) return this.#send(response);
    const offers = parseKeys(this.#loginText);
    this.#loginText = Buffer.alloc(0);
    const name = offers.get('TargetName');
    if (name !== undefined) {
      const units = this.#portal.findTarget(name);
      if (units === undefined) {
        response.writeUInt8(pdu.flags & 0x0c, 1);
        response.writeUInt16BE(TARGET_NOT_FOUND, 36);
        this.#send(response);
        this.#socket.end();
        return;
      }
      this.#units = units;
    }
    const { answers, agreed } = negotiate(offers, this.#parameters);
    this.#parameters = agreed;
    const operational = ((pdu.flags >>> 2) & 3) === 1;
    if (operational && !this.#declared) {
      answers.set('MaxRecvDataSegmentLength', String(TARGET_SEGMENT_BYTES));
      this.#declared = true;
    }
    if (name !== undefined) answers.set('TargetPortalGroupTag', '1');
    if ((pdu.flags & 3) === FULL_FEATURE && (pdu.flags & 0x80) !== 0) response.writeUInt16BE(1, 14);
    this.#send(response, layOutKeys(answers));
  }

  /** Text request: SendTargets. */
  #text(pdu: Pdu): void {
    const lines = this.#portal
      .targetNames()
      .map((name) => `TargetName=${name}\0TargetAddress=127.0.0.1:${this.#portal.port},1\0`);
    const asked = parseKeys(pdu.data).has('SendTargets');
    const response = newHeader(RESPONSE.text, 0x80, pdu.header.readUInt32BE(16));
    response.writeUInt32BE(NO_TAG, 20);
    this.#send(response, asked ? Buffer.from(lines.join('')) : Buffer.alloc(0));
  }

  #nop(pdu: Pdu): void {
    const tag = pdu.header.readUInt32BE(16);
    if (tag === NO_TAG) return;
    const response = newHeader(RESPONSE.nopIn, 0x80, tag);
    response.writeUInt32BE(NO_TAG, 20);
    this.#send(response, pdu.data);
  }

  #command(pdu: Pdu): void {
    const writes = (pdu.flags & 0x20) !== 0;
    const expected = pdu.header.readUInt32BE(20);
    if (!writes || pdu.data.length >= expected) return this.#start(pdu, pdu.data.subarray(0, writes ? expected : 0));
    const awaited: AwaitedData = {
      command: pdu,
      data: Buffer.alloc(expected),
      received: pdu.data.length,
      askedUntil: 0,
      transfers: 0,
    };
    pdu.data.copy(awaited.data);
    this.#awaited.set(pdu.header.readUInt32BE(16), awaited);
    this.#askForMore(awaited);
  }

  #askForMore(awaited: AwaitedData): void {
    const length = Math.min(this.#parameters.maxBurstBytes, awaited.data.length - awaited.received);
    awaited.askedUntil = awaited.received + length;
    const tag = awaited.command.header.readUInt32BE(16);
    const request = newHeader(RESPONSE.readyToTransfer, 0x80, tag);
    awaited.command.header.copy(request, 8, 8, 16);
    request.writeUInt32BE(tag === NO_TAG ? 0 : tag, 20);
    request.writeUInt32BE(awaited.transfers++, 36);
    request.writeUInt32BE(awaited.received, 40);
    request.writeUInt32BE(length, 44);
    this.#send(request, Buffer.alloc(0), false);
  }

  #dataOut(pdu: Pdu): void {
    const tag = pdu.header.readUInt32BE(16);
    const awaited = this.#awaited.get(tag);
    if (awaited === undefined) return;
    pdu.data.copy(awaited.data, pdu.header.readUInt32BE(40));
    awaited.received += pdu.data.length;
    if (awaited.received < awaited.askedUntil) return;
    if (awaited.received < awaited.data.length) return this.#askForMore(awaited);
    this.#awaited.delete(tag);
    this.#start(awaited.command, awaited.data);
  }

  #start(command: Pdu, fromHost: Buffer): void {
    const unit = this.#units[command.header.readUInt8(9)];
    const cdb = command.header.subarray(32, 48);
    const answer = unit === undefined ? Promise.resolve(answerWithoutUnit(cdb)) : unit.execute(cdb, fromHost);
    answer.then(
      (done) => this.#finish(command, done),
      (error: unknown) => this.#socket.destroy(error instanceof Error ? error : new Error(String(error))),
    );
  }

  /** Data-In PDUs and the SCSI Response with sense and residual count. */
  #finish(command: Pdu, answer: ScsiAnswer): void {
    if (this.#socket.destroyed) return;
    const tag = command.header.readUInt32BE(16);
    const reads = (command.flags & 0x40) !== 0;
    const expected = command.header.readUInt32BE(20);
    const data = reads ? answer.data.subarray(0, expected) : Buffer.alloc(0);
    const pieces = this.#sendData(command, data);
    const response = newHeader(RESPONSE.scsiResponse, 0x80, tag);
    response.writeUInt8(answer.status, 3);
    response.writeUInt32BE(pieces, 36);
    const wanted = reads ? answer.data.length : expected;
    if (wanted !== expected) {
      response.writeUInt8(0x80 | (wanted > expected ? 0x04 : 0x02), 1);
      response.writeUInt32BE(Math.abs(wanted - expected), 44);
    }
    const length = Buffer.alloc(2);
    length.writeUInt16BE(answer.sense.length, 0);
    this.#send(response, answer.sense.length === 0 ? Buffer.alloc(0) : Buffer.concat([length, answer.sense]));
  }

  #sendData(command: Pdu, data: Buffer): number {
    const { initiatorSegmentBytes, maxBurstBytes } = this.#parameters;
    let pieces = 0;
    for (let at = 0; at < data.length; pieces++) {
      const burstEnd = (Math.floor(at / maxBurstBytes) + 1) * maxBurstBytes;
      const end = Math.min(data.length, burstEnd, at + initiatorSegmentBytes);
      const header = newHeader(
        RESPONSE.dataIn,
        end === data.length || end === burstEnd ? 0x80 : 0x00,
        command.header.readUInt32BE(16),
      );
      header.writeUInt32BE(NO_TAG, 20);
      header.writeUInt32BE(pieces, 36);
      header.writeUInt32BE(at, 40);
      this.#send(header, data.subarray(at, end), false);
      at = end;
    }
    return pieces;
  }

  /** Fills in the numbers every response carries; only one with a status of its own moves StatSN. */
  #send(header: Buffer, data: Buffer = Buffer.alloc(0), carriesStatus = true): void {
    if (this.#socket.destroyed) return;
    if (carriesStatus || header.readUInt8(0) === RESPONSE.readyToTransfer)
      header.writeUInt32BE(this.#statusNumber >>> 0, 24);
    if (carriesStatus) this.#statusNumber++;
    header.writeUInt32BE(this.#expectedCommand >>> 0, 28);
    header.writeUInt32BE((this.#expectedCommand + COMMAND_WINDOW - 1) >>> 0, 32);
    this.#socket.write(layOut(header, data));
  }
}

/** INQUIRY of a unit that is not there says so (SPC-5, table 156); anything else is refused. */
function answerWithoutUnit(cdb: Buffer): ScsiAnswer {
  if (cdb.readUInt8(0) !== 0x12) return check(NO_UNIT);
  const page = Buffer.alloc(36);
  page.writeUInt8(0x7f, 0);
  return { status: 0, data: page, sense: Buffer.alloc(0) };
}
