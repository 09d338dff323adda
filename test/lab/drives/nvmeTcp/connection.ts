import type { Socket } from 'node:net';
import { IN_CAPSULE_BYTES } from '../model/nvme/identifyLayout.ts';
import type { NvmeDrive } from '../model/nvme/nvmeDrive.ts';
import { answered, COMMAND_SEQUENCE_ERROR, INVALID_FIELD, type NvmeAnswer, refused } from '../model/nvme/status.ts';
import { parseSubmission } from '../model/nvme/submission.ts';
import type { FabricsController } from './fabricsController.ts';
import { controllerData, cutPdus, initializeResponse, PDU, type Pdu, readyToTransfer, responseCapsule } from './pdu.ts';

/** What a connection needs from the target around it. */
export interface TargetSide {
  readonly drive: NvmeDrive;
  readonly subsystemNqn: string;
  /** A new controller for an admin queue. */
  newController(): FabricsController;
  findController(controllerId: number): FabricsController | undefined;
  /** The admin queue is gone, and its controller with it. */
  controllerGone(controllerId: number): void;
}

interface AwaitedData {
  readonly entry: Buffer;
  readonly data: Buffer;
  received: number;
}

const FABRICS = 0x7f;
const CONNECT_REFUSED = { sct: 1, sc: 0x82 };

/** One TCP connection: one queue of one controller (NVM Express TCP Transport 1.0). */
export class NvmeTcpConnection {
  readonly #socket: Socket;
  readonly #target: TargetSide;
  #rest: Buffer = Buffer.alloc(0);
  #controller: FabricsController | undefined;
  #queueId = 0;
  #queueSize = 1;
  #queueHead = 0;
  readonly #awaited = new Map<number, AwaitedData>();

  constructor(socket: Socket, target: TargetSide) {
    this.#socket = socket;
    this.#target = target;
    socket.setNoDelay(true);
    socket.on('data', (bytes) => this.#receive(bytes));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      if (this.#queueId === 0 && this.#controller !== undefined) target.controllerGone(this.#controller.controllerId);
    });
  }

  /** The controller this queue belongs to, once connected. */
  get controllerId(): number | undefined {
    return this.#controller?.controllerId;
  }

  /** Cuts the cable. */
  destroy(): void {
    this.#socket.destroy();
  }

  #receive(bytes: Buffer): void {
    try {
      const { pdus, rest } = cutPdus(this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]));
      this.#rest = rest;
      for (const pdu of pdus) this.#handle(pdu);
    } catch (error) {
      this.#socket.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #handle(pdu: Pdu): void {
    switch (pdu.type) {
      case PDU.initializeRequest:
        this.#socket.write(initializeResponse());
        return;
      case PDU.command:
        return this.#command(Buffer.from(pdu.header.subarray(8, 72)), Buffer.from(pdu.data));
      case PDU.hostData:
        return this.#hostData(pdu);
      case PDU.hostTerminate:
        this.#socket.destroy();
        return;
      default:
        throw new Error(`NVMe/TCP: PDU type ${pdu.type} from a host`);
    }
  }

  #command(entry: Buffer, inCapsule: Buffer): void {
    this.#queueHead = (this.#queueHead + 1) % this.#queueSize;
    if (entry.readUInt8(0) === FABRICS || inCapsule.length > 0) return this.#start(entry, inCapsule);
    const length = this.#target.drive.bytesFromHost(this.#queueId === 0 ? 'admin' : 'io', parseSubmission(entry));
    if (length === 0) return this.#start(entry, inCapsule);
    const commandId = entry.readUInt16LE(2);
    this.#awaited.set(commandId, { entry, data: Buffer.alloc(length), received: 0 });
    this.#socket.write(readyToTransfer(commandId, commandId, length));
  }

  #hostData(pdu: Pdu): void {
    const commandId = pdu.header.readUInt16LE(8);
    const awaited = this.#awaited.get(commandId);
    if (awaited === undefined) throw new Error(`NVMe/TCP: data for command ${commandId}, which asked for none`);
    pdu.data.copy(awaited.data, pdu.header.readUInt32LE(12));
    awaited.received += pdu.data.length;
    if (awaited.received < awaited.data.length) return;
    this.#awaited.delete(commandId);
    this.#start(awaited.entry, awaited.data);
  }

  #start(entry: Buffer, fromHost: Buffer): void {
    this.#execute(entry, fromHost).then(
      (answer) => this.#answer(entry.readUInt16LE(2), answer),
      (error: unknown) => this.#socket.destroy(error instanceof Error ? error : new Error(String(error))),
    );
  }

  #answer(commandId: number, answer: NvmeAnswer): void {
    if (this.#socket.destroyed) return;
    if (answer.data.length > 0) this.#socket.write(controllerData(commandId, answer.data));
    this.#socket.write(responseCapsule(commandId, this.#queueHead, this.#queueId, answer.status, answer.result));
  }

  async #execute(entry: Buffer, fromHost: Buffer): Promise<NvmeAnswer> {
    if (entry.readUInt8(0) === FABRICS) return this.#fabrics(entry, fromHost);
    const controller = this.#controller;
    if (controller === undefined) return refused(COMMAND_SEQUENCE_ERROR);
    const submission = parseSubmission(entry);
    return this.#queueId === 0
      ? this.#target.drive.admin(submission, controller.controllerId, this.#target.subsystemNqn, fromHost)
      : this.#target.drive.io(submission, fromHost);
  }

  /** Fabrics commands (NVM Express Base 2.0, 6): Connect, Property Get, Property Set. */
  #fabrics(entry: Buffer, data: Buffer): NvmeAnswer {
    const type = entry.readUInt8(4);
    if (type === 0x01) return this.#connect(entry, data);
    if (this.#controller === undefined || this.#queueId !== 0) return refused(COMMAND_SEQUENCE_ERROR);
    if (type === 0x04) return this.#controller.getProperty(entry.readUInt32LE(44));
    return type === 0x00
      ? this.#controller.setProperty(entry.readUInt32LE(44), entry.readBigUInt64LE(48))
      : refused(INVALID_FIELD);
  }

  #connect(entry: Buffer, data: Buffer): NvmeAnswer {
    if (data.length < 1024 || data.length > IN_CAPSULE_BYTES) return refused(CONNECT_REFUSED);
    const wanted = data.toString('latin1', 256, 512).replace(/\0.*$/su, '');
    if (wanted !== this.#target.subsystemNqn) return refused(CONNECT_REFUSED);
    this.#queueId = entry.readUInt16LE(42);
    this.#queueSize = entry.readUInt16LE(44) + 1;
    this.#queueHead = 1 % this.#queueSize;
    this.#controller =
      this.#queueId === 0 ? this.#target.newController() : this.#target.findController(data.readUInt16LE(16));
    if (this.#controller === undefined) return refused(CONNECT_REFUSED);
    return answered(undefined, BigInt(this.#controller.controllerId));
  }
}
