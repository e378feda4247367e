// A document as HTML, in a page of its own that loads and runs nothing, and back.
import { DOMParser as Reader, DOMSerializer, type Node, type Slice } from "prosemirror-model";
import { isFormatted, schema } from "./schema.ts";

/** Nothing where a plain mail says the same. */
export function htmlOf(doc: Node): string {
  if (!isFormatted(doc)) return "";
  const quiet = document.implementation.createHTMLDocument("");
  quiet.body.append(DOMSerializer.fromSchema(schema).serializeFragment(doc.content, { document: quiet }));
  const written = new XMLSerializer();
  return [...quiet.body.childNodes].map((child) => written.serializeToString(child)).join("").replaceAll(' xmlns="http://www.w3.org/1999/xhtml"', "");
}

export function documentFrom(html: string): Node {
  return Reader.fromSchema(schema).parse(bodyOf(html), { preserveWhitespace: true });
}

export function sliceFrom(html: string): Slice {
  return Reader.fromSchema(schema).parseSlice(bodyOf(html), { preserveWhitespace: true });
}

/** The content policy refuses styles and scripts of elements: styles are kept as mere text for the schema to read. */
export function inert(html: string): string {
  return html.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style=").replace(/[\s"'/]on[a-z]+\s*=/gi, " data-on="));
}

function bodyOf(html: string): HTMLElement {
  return new DOMParser().parseFromString(inert(html), "text/html").body;
}
