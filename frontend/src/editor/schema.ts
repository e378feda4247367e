// What a text with formatting may hold: the same as the server's allowlist (balie/conversation/email/written.py).
import { type Attrs, type Mark, type MarkSpec, type Node, type NodeSpec, Schema } from "prosemirror-model";
import { bulletList, listItem, orderedList } from "prosemirror-schema-list";

const BLOCKS = "p, div, ul, ol, li, table, blockquote, pre, h1, h2, h3, h4, h5, h6, section, article, header, footer";
const FILE = /^cid:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Of a pasted element its style is read as text (paste.ts): the content policy lets none be applied. */
function said(element: HTMLElement, style: RegExp): boolean {
  return style.test(element.dataset["style"] ?? "");
}

function linked(element: HTMLElement): Attrs | false {
  const href = element.getAttribute("href")?.trim() ?? "";
  return /^(https?:|mailto:|tel:)/i.test(href) ? { href } : false;
}

function pictured(element: HTMLElement): Attrs | false {
  const file = FILE.exec(element.getAttribute("src") ?? "")?.[1];
  return file ? { file, alt: element.getAttribute("alt") ?? "" } : false;
}

const nodes: Record<string, NodeSpec> = {
  doc: { content: "block+" },
  paragraph: {
    content: "inline*",
    group: "block",
    parseDOM: [{ tag: "p" }, { tag: "div", getAttrs: (element) => (element.querySelector(BLOCKS) ? false : null) }],
    toDOM: () => ["p", 0],
  },
  blockquote: { content: "block+", group: "block", defining: true, parseDOM: [{ tag: "blockquote" }], toDOM: () => ["blockquote", 0] },
  bullet_list: { ...bulletList, content: "list_item+", group: "block" },
  ordered_list: { ...orderedList, content: "list_item+", group: "block" },
  list_item: { ...listItem, content: "paragraph block*" },
  text: { group: "inline" },
  hard_break: { inline: true, group: "inline", selectable: false, linebreakReplacement: true, parseDOM: [{ tag: "br" }], toDOM: () => ["br"], leafText: () => "\n" },
  image: {
    inline: true,
    group: "inline",
    draggable: true,
    attrs: { file: {}, alt: { default: "" } },
    parseDOM: [{ tag: "img[src]", getAttrs: pictured }],
    toDOM: (node) => ["img", { src: ["cid:", node.attrs["file"] as string].join(""), alt: node.attrs["alt"] as string }],
    leafText: (node) => ["[", (node.attrs["alt"] as string) || "image", "]"].join(""),
  },
};

const marks: Record<string, MarkSpec> = {
  link: { attrs: { href: {} }, inclusive: false, parseDOM: [{ tag: "a[href]", getAttrs: linked }], toDOM: (mark) => ["a", { href: mark.attrs["href"] as string }, 0] },
  strong: {
    parseDOM: [
      { tag: "strong" },
      { tag: "b", getAttrs: (element) => (said(element, /font-weight:\s*(normal|[1-4]00)/i) ? false : null) },
      { tag: "span[data-style]", consuming: false, getAttrs: (element) => (said(element, /font-weight:\s*(bold|[6-9]00)/i) ? null : false) },
    ],
    toDOM: () => ["strong", 0],
  },
  em: {
    parseDOM: [{ tag: "i" }, { tag: "em" }, { tag: "span[data-style]", consuming: false, getAttrs: (element) => (said(element, /font-style:\s*italic/i) ? null : false) }],
    toDOM: () => ["em", 0],
  },
  underline: {
    parseDOM: [{ tag: "u" }, { tag: "span[data-style]", consuming: false, getAttrs: (element) => (said(element, /text-decoration[^;]*underline/i) ? null : false) }],
    toDOM: () => ["u", 0],
  },
};

export const schema = new Schema({ nodes, marks });
export const { paragraph, blockquote, bullet_list, ordered_list, list_item, hard_break, image } = schema.nodes as Record<
  "paragraph" | "blockquote" | "bullet_list" | "ordered_list" | "list_item" | "hard_break" | "image",
  (typeof schema.nodes)[string]
>;
export const { link, strong, em, underline } = schema.marks as Record<"link" | "strong" | "em" | "underline", (typeof schema.marks)[string]>;

/** Whether there is anything a plain mail cannot say. */
export function isFormatted(doc: Node): boolean {
  let found = false;
  doc.descendants((node) => {
    found ||= node.marks.length > 0 || !["paragraph", "text", "hard_break"].includes(node.type.name);
    return !found;
  });
  return found;
}

export function linkOf(marks: readonly Mark[]): string {
  return (link.isInSet(marks)?.attrs["href"] as string | undefined) ?? "";
}
