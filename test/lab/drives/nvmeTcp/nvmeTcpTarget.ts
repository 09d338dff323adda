import { type Listener, listenOnLoopback } from '../listener.ts';
import type { NvmeDrive } from '../model/nvme/nvmeDrive.ts';
import { NvmeTcpConnection, type TargetSide } from './connection.ts';
import { FabricsController } from './fabricsController.ts';

/** An NVMe/TCP target with one subsystem, on 127.0.0.1. */
export class NvmeTcpTarget implements TargetSide {
  readonly drive: NvmeDrive;
  readonly subsystemNqn: string;
  readonly #controllers = new Map<number, FabricsController>();
  readonly #connections = new Set<NvmeTcpConnection>();
  #nextControllerId = 1;
  #listener: Listener | undefined;

  constructor(drive: NvmeDrive, subsystemNqn: string) {
    this.drive = drive;
    this.subsystemNqn = subsystemNqn;
  }

  /** Listens; port 0 takes a free one. Answers the port. */
  async open(port: number): Promise<number> {
    this.#listener = await listenOnLoopback(port, (socket) => {
      const connection = new NvmeTcpConnection(socket, this);
      this.#connections.add(connection);
      socket.once('close', () => this.#connections.delete(connection));
    });
    return this.#listener.port;
  }

  /** Cuts every connection and refuses new ones. */
  async close(): Promise<void> {
    for (const connection of this.#connections) connection.destroy();
    await this.#listener?.close();
    this.#listener = undefined;
  }

  newController(): FabricsController {
    const controller = new FabricsController(this.#nextControllerId++);
    this.#controllers.set(controller.controllerId, controller);
    return controller;
  }

  findController(controllerId: number): FabricsController | undefined {
    return this.#controllers.get(controllerId);
  }

  controllerGone(controllerId: number): void {
    this.#controllers.delete(controllerId);
    for (const connection of this.#connections) if (connection.controllerId === controllerId) connection.destroy();
  }
}
