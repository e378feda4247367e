// Pictures in the text: uploaded at once, drawn again by the server, shown from what it answers.
import { Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet, type EditorView, type NodeView } from "prosemirror-view";
import { ask, make } from "../dom.ts";
import type { Uploaded } from "../files.ts";
import { image } from "./schema.ts";

export interface Pictures {
  /** Where they are kept and read. */
  address: string;
  upload: (file: File) => Promise<Uploaded>;
  tell: (words: string) => void;
  /** Until the picture is there nothing is sent. */
  busy: (isBusy: boolean) => void;
}

interface Coming {
  add?: { id: object; at: number; name: string };
  remove?: object;
}

const coming = new PluginKey<DecorationSet>("pictures");
const shown = new Map<string, string>();

/** Marks where a picture will stand that is on its way. */
export function comingPictures(): Plugin {
  return new Plugin<DecorationSet>({
    key: coming,
    state: {
      init: () => DecorationSet.empty,
      apply(change, before) {
        const now = before.map(change.mapping, change.doc);
        const { add, remove } = (change.getMeta(coming) ?? {}) as Coming;
        if (add) return now.add(change.doc, [Decoration.widget(add.at, make("progress", { class: "editor-coming", "aria-label": add.name }), { id: add.id })]);
        return remove ? now.remove(now.find(undefined, undefined, (spec) => spec["id"] === remove)) : now;
      },
    },
    props: { decorations: (state) => coming.getState(state) },
  });
}

/** Whether the files are pictures, which then go into the text at `at`; other files are attached by the form. */
export function takePictures(view: EditorView, files: FileList | undefined | null, pictures: Pictures, at = view.state.selection.from): boolean {
  const found = [...(files ?? [])].filter((file) => file.type.startsWith("image/"));
  if (!found.length || found.length !== files?.length) return false;
  for (const file of found) void take(view, file, pictures, at);
  return true;
}

async function take(view: EditorView, file: File, pictures: Pictures, at: number): Promise<void> {
  const id = {};
  view.dispatch(view.state.tr.setMeta(coming, { add: { id, at, name: file.name } }));
  pictures.tell("");
  pictures.busy(true);
  try {
    const kept = await pictures.upload(file);
    shown.set(kept.id, kept.data ?? "");
    place(view, id, kept);
  } catch (refusal) {
    pictures.tell((refusal as Error).message);
    view.dispatch(view.state.tr.setMeta(coming, { remove: id }));
  } finally {
    pictures.busy(false);
  }
}

function place(view: EditorView, id: object, kept: Uploaded): void {
  const [spot] = coming.getState(view.state)?.find(undefined, undefined, (spec) => spec["id"] === id) ?? [];
  const change = view.state.tr.setMeta(coming, { remove: id });
  if (spot) change.insert(spot.from, image.create({ file: kept.id, alt: kept.name.replace(/\.\w+$/, "") }));
  view.dispatch(change);
}

/** The picture of a node; one of a draft that was kept is asked for. */
export function pictureView(pictures: Pictures): (node: { attrs: Record<string, unknown> }) => NodeView {
  return (node) => {
    const [file, alt] = [String(node.attrs["file"]), String(node.attrs["alt"])];
    const dom = make("img", { class: "editor-picture", alt, title: alt });
    void dataOf(file, pictures.address).then((data) => data && dom.setAttribute("src", data));
    return { dom };
  };
}

async function dataOf(file: string, address: string): Promise<string> {
  const known = shown.get(file);
  if (known) return known;
  const answer = await ask([address, file, "/"].join(""));
  const data = answer.ok ? ((await answer.json()) as { data: string }).data : "";
  shown.set(file, data);
  return data;
}
