import { useStation } from '../link/stationState.ts';

/** Whether this bench is not of steel; also true when only one of its drives is not. */
export function useIsVirtual(): boolean {
  return useStation(
    ({ snapshot, station }) => station?.virtual === true || snapshot?.drives.some((drive) => drive.virtual) === true,
  );
}
