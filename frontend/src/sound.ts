// `data-sound`: the drawing of a recording follows its player, and leads it where it is pressed.
import { find } from "./dom.ts";

export function startSound(): void {
  document.addEventListener("timeupdate", (event) => follow(event.target), { capture: true });
  document.addEventListener("click", lead);
}

function follow(player: EventTarget | null): void {
  if (!(player instanceof HTMLAudioElement) || !Number.isFinite(player.duration)) return;
  const sound = player.closest("[data-sound]");
  const mark = sound && find<SVGLineElement>("[data-sound-at]", sound);
  const width = mark?.ownerSVGElement?.viewBox.baseVal.width;
  if (mark && width) mark.x1.baseVal.value = mark.x2.baseVal.value = (player.currentTime / player.duration) * width;
}

function lead(event: MouseEvent): void {
  const wave = (event.target as Element).closest("[data-sound-wave]");
  const sound = wave?.closest("[data-sound]");
  const player = sound && find<HTMLAudioElement>("[data-sound-player]", sound);
  if (!wave || !player || !Number.isFinite(player.duration)) return;
  const { left, width } = wave.getBoundingClientRect();
  player.currentTime = ((event.clientX - left) / width) * player.duration;
}
