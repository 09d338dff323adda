import type { OpenLabelDesk } from './bench/labelDesk.ts';
import type { DrawCertificate } from './certificateStore/certificateFiles.ts';
import type { HostSource } from './host/hostFacts.ts';
import type { StationPaths } from './paths/stationPaths.ts';

/** What a station is started with; what is left out is as in the shop. */
export type StationOptions = {
  readonly agentSocket: string;
  readonly paths: StationPaths;
  /** Hears what went wrong and was carried on from. */
  readonly log: (code: string, cause: unknown) => void;
  readonly clock?: () => Date;
  readonly host?: HostSource;
  readonly draw?: DrawCertificate;
  readonly verifierPage?: () => Promise<Uint8Array>;
  readonly openLabelDesk?: OpenLabelDesk;
  /** The script of the thread that reads customers' lists; a bundled station has it beside itself. */
  readonly readerScript?: string;
};
