import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { DraftQueue, type DraftState, type Fields } from "../src/draftqueue.ts";

interface World {
  queue: DraftQueue;
  sent: Fields[];
  told: DraftState[];
  copies: Map<string, string>;
  server: { answers: boolean };
  pass: (milliseconds: number) => Promise<void>;
}

function aQueue(context: TestContext): World {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const [sent, told, copies, server] = [[] as Fields[], [] as DraftState[], new Map<string, string>(), { answers: true }];
  const send = async (fields: Fields): Promise<void> => {
    if (!server.answers) throw new Error("no answer");
    sent.push(fields);
  };
  const store = {
    getItem: (key: string) => copies.get(key) ?? null,
    setItem: (key: string, value: string) => void copies.set(key, value),
    removeItem: (key: string) => void copies.delete(key),
  };
  const queue = new DraftQueue("k", { copies: store, send, tell: (state) => void told.push(state) });
  const pass = async (milliseconds: number): Promise<void> => {
    context.mock.timers.tick(milliseconds);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { queue, sent, told, copies, server, pass };
}

test("a copy is kept at the keystroke itself", (context) => {
  const { queue, copies } = aQueue(context);

  queue.changed({ note: "a" }, 0);

  assert.equal(copies.get("k"), '{"note":"a"}');
});

test("the server has it after a pause, and the copy goes", async (context) => {
  const { queue, sent, copies, told, pass } = aQueue(context);

  queue.changed({ note: "ab" }, 0);
  await pass(700);

  assert.deepEqual(sent, [{ note: "ab" }]);
  assert.equal(copies.size, 0);
  assert.equal(told.at(-1), "saved");
});

test("typing without a pause is sent within two seconds all the same", async (context) => {
  const { queue, sent, pass } = aQueue(context);

  for (let at = 0; at < 2000; at += 100) {
    queue.changed({ note: String(at) }, at);
    await pass(100);
  }

  assert.equal(sent.length >= 1, true);
  assert.equal(Number(sent[0]?.["note"]) < 2000, true);
});

test("what the server did not take is kept, told and sent again", async (context) => {
  const { queue, sent, copies, told, server, pass } = aQueue(context);
  server.answers = false;
  queue.changed({ note: "x" }, 0);
  await pass(700);
  assert.equal(told.at(-1), "kept");
  assert.deepEqual(queue.unsent(), { note: "x" });

  server.answers = true;
  await pass(5000);

  assert.deepEqual(sent, [{ note: "x" }]);
  assert.equal(copies.size, 0);
});

test("a newer text goes before the retry of an older one", async (context) => {
  const { queue, sent, server, pass } = aQueue(context);
  server.answers = false;
  queue.changed({ note: "old" }, 0);
  await pass(700);

  server.answers = true;
  queue.changed({ note: "new" }, 1000);
  await pass(700);

  assert.deepEqual(sent, [{ note: "new" }]);
});

test("after the form is sent nothing of the draft is", async (context) => {
  const { queue, sent, copies, pass } = aQueue(context);
  queue.changed({ note: "x" }, 0);

  queue.close();
  await pass(10_000);

  assert.deepEqual(sent, []);
  assert.equal(copies.size, 0);
});

test("a refused form goes on being kept", async (context) => {
  const { queue, sent, pass } = aQueue(context);
  queue.close();

  queue.reopen();
  queue.changed({ note: "y" }, 0);
  await pass(700);

  assert.deepEqual(sent, [{ note: "y" }]);
});

test("what was typed before the form was sent does not come back when it goes on being kept", async (context) => {
  const { queue, sent, pass } = aQueue(context);

  queue.changed({ note: "a" }, 0);
  queue.close();
  queue.reopen();
  await queue.flush();
  await pass(2000);

  assert.deepEqual(sent, []);
});

test("a queue is idle once what is on its way has arrived, or was lost", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  let arrive = (): void => undefined;
  const slow = (): Promise<void> => new Promise((_resolve, reject) => (arrive = () => reject(new Error("lost"))));
  const copies = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
  const queue = new DraftQueue("k", { copies, send: slow, tell: () => undefined });
  let isIdle = false;

  queue.changed({ note: "a" }, 0);
  void queue.flush();
  void queue.idle().then(() => (isIdle = true));
  await new Promise((resolve) => setImmediate(resolve));
  const before = isIdle;
  arrive();
  await queue.idle();

  assert.deepEqual([before, isIdle], [false, true]);
});
