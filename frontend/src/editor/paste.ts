// What is pasted from Word and web pages, made ready for the schema: their lists are lists, their spaced paragraphs stay apart.
import { DOMParser as Reader, Fragment, type ParseOptions, Slice } from "prosemirror-model";
import { linesOf } from "./plain.ts";
import { schema } from "./schema.ts";

// What stands on no page, and what Word keeps of reviewing: words taken out, and remarks in the margin.
const LEFT_OUT = "style, script, title, meta, link, xml, del, [data-style*='mso-element:comment'], .MsoCommentReference, .MsoCommentText";
const MARKED = /^\s*(\d+|[a-z])[.)]/i;

/** Each line a paragraph, empty ones too. */
export function pastedText(text: string): Slice {
  return new Slice(Fragment.fromArray(linesOf(text)), 1, 1);
}

export class PasteReader extends Reader {
  override parseSlice(dom: Node, options?: ParseOptions): Slice {
    tidy(dom as Element);
    return super.parseSlice(dom, options);
  }
}

export const reader = new PasteReader(schema, Reader.fromSchema(schema).rules);

/** Our own, copied in an editor, is left as it is. */
function tidy(root: Element): void {
  if (root.querySelector("[data-pm-slice]")) return;
  for (const part of root.querySelectorAll(LEFT_OUT)) part.remove();
  for (const item of root.querySelectorAll("p[data-style*='mso-list:']")) listed(item);
  for (const each of root.querySelectorAll("p + p")) if (isSpaced(each.previousElementSibling)) each.before(make(each, "p"));
}

/** Word writes a list as paragraphs with a mark of its own in front. */
function listed(item: Element): void {
  const mark = item.querySelector("[data-style*='mso-list:Ignore'], [data-style*='mso-list: Ignore']");
  const kind = MARKED.test(mark?.textContent ?? "") ? "ol" : "ul";
  mark?.remove();
  const before = item.previousElementSibling;
  const list = before?.matches([kind, "[data-word]"].join("")) ? before : make(item, kind);
  list.setAttribute("data-word", "");
  if (list !== before) item.before(list);
  const line = make(item, "li");
  line.append(...item.childNodes);
  list.append(line);
  item.remove();
}

function isSpaced(paragraph: Element | null): boolean {
  const style = paragraph?.getAttribute("data-style") ?? "";
  return Boolean(paragraph?.textContent?.trim()) && !paragraph?.className.includes("Mso") && !/margin(-bottom)?:\s*0/i.test(style);
}

function make(beside: Element, tag: string): Element {
  return beside.ownerDocument.createElement(tag);
}
