// An echo server of node's `ws` that plays the script in the path (see server.py).
// Prints its port, then a line for each connection that ended: {visit, code, reason}.
'use strict';
const fs = require('fs');
const { STATUS_CODES } = require('http');
const WebSocket = require('ws');

const [cert, key] = process.argv.slice(2);
const web = cert
  ? require('https').createServer({ cert: fs.readFileSync(cert), key: fs.readFileSync(key) })
  : require('http').createServer();
const server = new WebSocket.Server({
  noServer: true, maxPayload: 0, perMessageDeflate: { threshold: 0 },
  handleProtocols: (offered) => [...offered].find((name) => name === 'chat' || name === 'v2') || false,
});
const PIECE = 1000;

function sendPieces(socket, data, isBinary) {
  for (let at = 0; ; at += PIECE) {
    const fin = at + PIECE >= data.length;
    socket.send(data.subarray(at, at + PIECE), { binary: isBinary, fin });
    if (fin) return;
  }
}

web.on('upgrade', (request, stream, head) => {
  const url = new URL(request.url, 'http://localhost');
  const [script, ...words] = url.pathname.split('/').slice(1).map(decodeURIComponent);
  if (script === 'refuse') {
    const line = `HTTP/1.1 ${words[0]} ${STATUS_CODES[words[0]]}`;
    return stream.end(`${line}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  }
  server.handleUpgrade(request, stream, head, (socket) => {
    socket.on('error', () => {});
    socket.on('close', (code, reason) =>
      console.log(JSON.stringify({ visit: url.searchParams.get('visit'), code, reason: reason.toString() })));
    socket.on('message', (data, isBinary) =>
      script === 'fragments' ? sendPieces(socket, data, isBinary) : socket.send(data, { binary: isBinary }));
    if (script === 'close') socket.close(Number(words[0]), words[1]);
    if (script === 'ping') {
      socket.once('pong', (data) => data.toString() === 'are you there?' && socket.send('the pong came'));
      socket.ping('are you there?');
    }
  });
});
web.listen(0, '127.0.0.1', () => console.log(web.address().port));
process.stdin.on('end', () => process.exit(0)).resume();
