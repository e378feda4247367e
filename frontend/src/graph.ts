// The graph of a script: boxes one drags and follows by key, and the ways between them. Only what moves is drawn anew.
import { all, ask, find, make, refusalIn } from "./dom.ts";
import { t } from "./i18n.ts";

interface Box {
  key: string;
  title: string;
  kind: string;
  words: string;
  x: number;
  y: number;
  start: boolean;
  wrong: string;
  mark: string;
  address: string;
}

interface Way {
  from: string;
  to: string;
  when: string;
}

interface Drawing {
  width: number;
  height: number;
  nodes: Box[];
  ways: Way[];
  refused?: string;
}

const SVG = "http://www.w3.org/2000/svg";
const MARGIN = 40;
const STEP = 20;
const ARROWS: Record<string, [number, number]> = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

export function startGraph(): void {
  draw();
  document.addEventListener("htmx:after:swap", draw);
}

function draw(): void {
  const area = find("[data-drawing]");
  if (!area) return;
  const drawing = JSON.parse(area.dataset["drawing"] ?? "") as Drawing;
  delete area.dataset["drawing"];
  new Graph(area, drawing);
}

/** The graph after a change, or why it is not: refused, signed out, or no answer came. */
async function drawnAnew(address: string, body: URLSearchParams): Promise<Drawing> {
  const answer = await ask(address, { method: "POST", body }).catch(() => null);
  if (answer?.headers.get("Content-Type")?.startsWith("application/json")) return (await answer.json()) as Drawing;
  const refused = (answer && refusalIn(await answer.text())) || t("Something went wrong here, not at your side. What you typed is kept; try again.");
  return { width: 0, height: 0, nodes: [], ways: [], refused };
}

/** The head of a way, for all of them. */
function arrow(): SVGElement {
  const marker = document.createElementNS(SVG, "marker");
  const sizes = { id: "graph-arrow", viewBox: "0 0 8 8", refX: "7", refY: "4", markerWidth: "8", markerHeight: "8", orient: "auto" };
  for (const [name, value] of Object.entries(sizes)) marker.setAttribute(name, value);
  const head = document.createElementNS(SVG, "path");
  head.setAttribute("d", "M0,0 L8,4 L0,8 z");
  marker.append(head);
  return marker;
}

/** The click that ends a drag opens nothing. */
function swallowClick(): void {
  const swallow = (event: Event): void => event.preventDefault();
  document.addEventListener("click", swallow, { capture: true });
  setTimeout(() => document.removeEventListener("click", swallow, { capture: true }));
}

class Graph {
  private readonly layer = make("div", { class: "graph-layer" });
  private readonly lines = document.createElementNS(SVG, "svg");
  private readonly known = new Map<string, Box>();
  private readonly boxes = new Map<string, HTMLElement>();
  private readonly paths = new Map<Way, SVGPathElement>();
  private readonly beside = new Map<string, Way[]>();
  private readonly area: HTMLElement;
  private drawing: Drawing;
  private leading = "";

  constructor(area: HTMLElement, drawing: Drawing) {
    this.area = area;
    this.drawing = drawing;
    area.append(this.layer);
    this.fill();
    area.addEventListener("pointerdown", (event) => this.press(event));
    area.addEventListener("keydown", (event) => this.key(event));
    find("[data-graph-anew]")?.addEventListener("click", () => void this.send(this.area.dataset["places"] ?? "", new URLSearchParams()));
  }

  private get isDraft(): boolean {
    return Boolean(this.area.dataset["ways"]);
  }

  private fill(): void {
    this.known.clear();
    for (const node of this.drawing.nodes) this.known.set(node.key, node);
    this.boxes.clear();
    this.paths.clear();
    this.beside.clear();
    this.lines.replaceChildren(arrow());
    this.lines.setAttribute("aria-hidden", "true");
    this.layer.replaceChildren(this.lines, ...this.drawing.nodes.map((node) => this.box(node)));
    for (const way of this.drawing.ways) this.line(way);
    this.stretch();
  }

  private box(node: Box): HTMLElement {
    const link = make("a", { class: `graph-box graph-box--${node.kind}`, href: node.address, draggable: "false", title: node.wrong || node.title, "data-node": node.key, "aria-description": this.leads(node) }, make("small", {}, node.words), make("b", {}, node.title));
    if (node.start) link.classList.add("is-start");
    if (node.wrong) link.classList.add("is-wrong");
    if (this.isDraft && node.kind !== "end") link.append(make("i", { class: "graph-dot", "data-dot": true }));
    this.boxes.set(node.key, link);
    this.put(node);
    return link;
  }

  /** Where the box leads, for who does not see the lines. */
  private leads(node: Box): string {
    const titles = this.drawing.ways.filter((way) => way.from === node.key && this.known.has(way.to)).map((way) => this.node(way.to).title);
    return titles.length > 0 ? `→ ${titles.join(", ")}` : "";
  }

  private put(node: Box): void {
    const box = this.boxes.get(node.key);
    if (box) box.style.transform = `translate(${node.x}px, ${node.y}px)`;
    for (const way of this.beside.get(node.key) ?? []) this.paths.get(way)?.setAttribute("d", this.course(way));
  }

  private line(way: Way): void {
    if (!this.boxes.has(way.from) || !this.boxes.has(way.to)) return;
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", way.when ? "graph-way" : "graph-way graph-way--default");
    this.paths.set(way, path);
    for (const key of [way.from, way.to]) this.beside.set(key, [...(this.beside.get(key) ?? []), way]);
    path.setAttribute("d", this.course(way));
    const title = document.createElementNS(SVG, "title");
    title.textContent = way.when;
    path.append(title);
    this.lines.append(path);
  }

  private course(way: Way): string {
    const [from, to] = [this.node(way.from), this.node(way.to)];
    const { width, height } = this.drawing;
    const [x, y, toX, toY] = [from.x + width / 2, from.y + height, to.x + width / 2, to.y];
    const bend = Math.max(40, Math.abs(toY - y) / 2);
    return `M${x},${y} C${x},${y + bend} ${toX},${toY - bend} ${toX},${toY}`;
  }

  private node(key: string): Box {
    const found = this.known.get(key);
    if (!found) throw new Error(`no node ${key}`);
    return found;
  }

  private stretch(): void {
    const { width, height, nodes } = this.drawing;
    const [right, bottom] = [Math.max(...nodes.map((node) => node.x)) + width + MARGIN, Math.max(...nodes.map((node) => node.y)) + height + MARGIN];
    this.layer.style.width = `${right}px`;
    this.layer.style.height = `${bottom}px`;
    this.lines.setAttribute("width", String(right));
    this.lines.setAttribute("height", String(bottom));
  }

  private press(event: PointerEvent): void {
    const box = (event.target as Element).closest<HTMLElement>("[data-node]");
    if (event.button !== 0 || (box && !this.isDraft)) return;
    const node = box && this.node(box.dataset["node"] ?? "");
    const isLeading = Boolean((event.target as Element).closest("[data-dot]"));
    const [startX, startY, left, top] = [event.clientX, event.clientY, this.area.scrollLeft, this.area.scrollTop];
    const [nodeX, nodeY] = [node?.x ?? 0, node?.y ?? 0];
    let moved = false;
    const move = (at: PointerEvent): void => {
      const [x, y] = [at.clientX - startX, at.clientY - startY];
      moved ||= Math.abs(x) + Math.abs(y) > 4;
      if (!moved || isLeading) return;
      if (node) {
        node.x = Math.max(0, Math.round(nodeX + x));
        node.y = Math.max(0, Math.round(nodeY + y));
        this.put(node);
      } else this.area.scrollTo(left - x, top - y);
    };
    const drop = (at: PointerEvent): void => {
      document.removeEventListener("pointermove", move);
      if (!moved || !node) return;
      swallowClick();
      const target = document.elementFromPoint(at.clientX, at.clientY)?.closest<HTMLElement>("[data-node]");
      if (isLeading && target) void this.lead(node.key, target.dataset["node"] ?? "");
      else if (!isLeading) void this.keep(node);
    };
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", drop, { once: true });
  }

  private key(event: KeyboardEvent): void {
    const key = (document.activeElement as HTMLElement | null)?.dataset["node"];
    const arrow = ARROWS[event.key];
    if (!key) return;
    if (arrow && event.altKey && this.isDraft) this.nudge(this.node(key), arrow);
    else if (arrow) this.follow(key, arrow);
    else if (event.key === "w" && this.isDraft) this.mark(key);
    else if (event.key === "Enter" && this.leading) void this.lead(this.leading, key);
    else if (event.key === "a" && this.isDraft) location.assign(`${this.area.dataset["new"] ?? ""}?after=${key}`);
    else if (event.key === "Delete" && this.isDraft) void this.remove(this.node(key));
    else if (event.key === "Escape" && this.leading) this.mark("");
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private nudge(node: Box, [x, y]: [number, number]): void {
    node.x = Math.max(0, node.x + x * STEP);
    node.y = Math.max(0, node.y + y * STEP);
    this.put(node);
    void this.keep(node);
  }

  /** The nearest box in that direction; down and up along the ways where there are any. */
  private follow(key: string, [x, y]: [number, number]): void {
    const here = this.node(key);
    const along = y === 0 ? [] : this.drawing.ways.filter((way) => (y > 0 ? way.from : way.to) === key).map((way) => (y > 0 ? way.to : way.from));
    const ahead = this.drawing.nodes.filter((node) => (node.x - here.x) * x + (node.y - here.y) * y > 0);
    const linked = ahead.filter((node) => along.includes(node.key));
    const distance = (node: Box): number => Math.abs(node.x - here.x) * (x === 0 ? 2 : 1) + Math.abs(node.y - here.y) * (y === 0 ? 2 : 1);
    const [next] = (linked.length > 0 ? linked : ahead).sort((a, b) => distance(a) - distance(b));
    if (next) this.boxes.get(next.key)?.focus();
  }

  private mark(key: string): void {
    for (const box of all(".is-leading", this.layer)) box.classList.remove("is-leading");
    this.leading = key;
    this.boxes.get(key)?.classList.add("is-leading");
  }

  /** A way from one box to another; where there is one it goes. */
  private async lead(from: string, to: string): Promise<void> {
    this.mark("");
    const remove = this.drawing.ways.some((way) => way.from === from && way.to === to) ? "1" : "";
    await this.send(this.area.dataset["ways"] ?? "", new URLSearchParams({ from, to, remove }));
    this.boxes.get(from)?.focus();
  }

  /** The step goes; the focus stays near where it was. */
  private async remove(node: Box): Promise<void> {
    const near = this.drawing.ways.find((way) => way.to === node.key)?.from ?? this.drawing.nodes.find((each) => each.start)?.key ?? "";
    await this.send(this.area.dataset["steps"] ?? "", new URLSearchParams({ node: node.key, seen: node.mark }));
    (this.boxes.get(node.key) ?? this.boxes.get(near))?.focus();
  }

  private async keep(node: Box): Promise<void> {
    this.stretch();
    await this.send(this.area.dataset["places"] ?? "", new URLSearchParams({ node: node.key, x: String(node.x), y: String(node.y) }));
    this.boxes.get(node.key)?.focus();
  }

  private async send(address: string, body: URLSearchParams): Promise<void> {
    const drawn = await drawnAnew(address, body);
    const told = find("[data-graph-told]");
    if (told) {
      told.hidden = !drawn.refused;
      told.textContent = drawn.refused ?? "";
    }
    if (drawn.refused) return;
    this.drawing = drawn;
    this.fill();
  }
}
