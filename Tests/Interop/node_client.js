// A connection of node's `ws`, steered by lines of JSON: each line is answered by one line, in order.
'use strict';
const fs = require('fs');
const readline = require('readline');
const WebSocket = require('ws');

let socket;
const arrived = [];  // messages, then the closing, that nobody has asked for yet
const waiting = [];  // those who asked before anything came

function arrive(what) {
  const next = waiting.shift();
  if (next) next(what); else arrived.push(what);
}

const operations = {
  open: ({ url, deflate, subprotocols, cafile }) => new Promise((resolve) => {
    const ca = cafile ? fs.readFileSync(cafile) : undefined;
    socket = new WebSocket(url, subprotocols, { perMessageDeflate: deflate && { threshold: 0 }, ca, maxPayload: 0 });
    socket.on('open', () => resolve({ ok: true, subprotocol: socket.protocol || null, deflates: !!socket.extensions }));
    socket.on('unexpected-response', (request, response) => {
      request.destroy();
      resolve({ status: response.statusCode });
    });
    socket.on('error', (error) => resolve({ error: error.message }));
    socket.on('message', (data, isBinary) => arrive({ isBinary, b64: data.toString('base64') }));
    socket.on('close', (code, reason) => arrive({ closed: true, code, reason: reason.toString() }));
  }),
  send: ({ b64, isBinary }) => new Promise((resolve) =>
    socket.send(Buffer.from(b64, 'base64'), { binary: isBinary }, () => resolve({ ok: true }))),
  pieces: ({ pieces, isBinary }) => new Promise((resolve) =>
    pieces.forEach((piece, at) => socket.send(Buffer.from(piece, 'base64'),
      { binary: isBinary, fin: at === pieces.length - 1 },
      () => at === pieces.length - 1 && resolve({ ok: true })))),
  receive: () => new Promise((resolve) => {
    if (arrived.length) resolve(arrived.shift()); else waiting.push(resolve);
  }),
  ping: ({ b64 }) => new Promise((resolve) => {
    socket.on('pong', (data) => data.toString('base64') === b64 && resolve({ ok: true }));
    socket.ping(Buffer.from(b64, 'base64'));
  }),
  close: ({ code, reason }) => { socket.close(code, reason); return operations.receive(); },
};

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    console.log(JSON.stringify(await operations[request.op](request)));
  }
  process.exit(0);
})();
