import { type Listener, listenOnLoopback } from '../listener.ts';
import type { LogicalUnit } from '../model/scsi/scsiAnswer.ts';
import { IscsiConnection, type PortalSide } from './connection.ts';

/** An iSCSI portal on 127.0.0.1 with one or several targets, each with its logical units. */
export class IscsiPortal implements PortalSide {
  readonly #targets: ReadonlyMap<string, readonly LogicalUnit[]>;
  readonly #connections = new Set<IscsiConnection>();
  #listener: Listener | undefined;

  constructor(targets: ReadonlyMap<string, readonly LogicalUnit[]>) {
    this.#targets = targets;
  }

  get port(): number {
    return this.#listener?.port ?? 0;
  }

  /** Listens; port 0 takes a free one. Answers the port. */
  async open(port: number): Promise<number> {
    this.#listener = await listenOnLoopback(port, (socket) => {
      const connection = new IscsiConnection(socket, this);
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

  /** By its name, or by the name of a later plugging: a host keeps its session with the drive that was pulled, and logs in to no name twice. */
  findTarget(iqn: string): readonly LogicalUnit[] | undefined {
    return this.#targets.get(iqn.replace(/:plug-\d+$/, ''));
  }

  targetNames(): readonly string[] {
    return [...this.#targets.keys()];
  }
}
