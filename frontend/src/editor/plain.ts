// The text of a document as a plain mail says it, and a document of plain text. As `_Text` in balie/conversation/email/written.py.
import { Fragment, type Node, type NodeType } from "prosemirror-model";
import { linkOf, paragraph, schema } from "./schema.ts";

/** One paragraph is one line; lists are marked, quotes stand behind "> ", a link's address after its words. */
export function plainText(doc: Node): string {
  return linesIn(doc).join("\n");
}

export function linesOf(text: string): Node[] {
  return text.split(/\r\n?|\n/).map((line) => paragraph.create(null, line ? schema.text(line) : null));
}

export function documentOf(text: string): Node {
  return schema.node("doc", null, Fragment.fromArray(linesOf(text)));
}

/** Where in `documentOf(text)` the caret stands that stands after `offset` letters of the text. */
export function caretAt(text: string, offset: number): number {
  return 1 + offset + (text.slice(0, offset).match(/\n/g)?.length ?? 0);
}

function linesIn(node: Node): string[] {
  const found: string[] = [];
  node.forEach((child, _offset, index) => found.push(...linesFor(child, node.type, index)));
  return found;
}

function linesFor(node: Node, around: NodeType, index: number): string[] {
  if (node.isTextblock) return inlineText(node).split("\n");
  const lines = linesIn(node);
  if (node.type.name === "blockquote") return lines.map((line) => ["> ", line].join("").trimEnd());
  if (node.type.name !== "list_item") return lines;
  const mark = around.name === "ordered_list" ? [index + 1, ". "].join("") : "- ";
  return lines.map((line, at) => [at ? " ".repeat(mark.length) : mark, line].join("").trimEnd());
}

function inlineText(block: Node): string {
  let [text, href, words] = ["", "", ""];
  const end = (): void => {
    if (href && !isSaid(href, words)) text += [" (", bare(href), ")"].join("");
    [href, words] = ["", ""];
  };
  block.forEach((child) => {
    const said = child.text ?? child.type.spec.leafText?.(child) ?? "";
    if (linkOf(child.marks) !== href) end();
    href = linkOf(child.marks);
    words += said;
    text += said;
  });
  end();
  return text;
}

function isSaid(href: string, words: string): boolean {
  const said = words.trim();
  return [said, ["http://", said].join(""), ["https://", said].join("")].includes(bare(href).replace(/\/$/, ""));
}

function bare(href: string): string {
  return href.replace(/^(mailto|tel):/, "");
}
