// How long a call lasts. No DOM here.

/** As a clock counts, the same as the filter `elapsed`. */
export function elapsed(milliseconds: number): string {
  const passed = Math.max(0, Math.floor(milliseconds / 1000));
  const [hours, minutes, seconds] = [Math.floor(passed / 3600), Math.floor(passed / 60) % 60, String(passed % 60).padStart(2, "0")];
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}` : `${minutes}:${seconds}`;
}
