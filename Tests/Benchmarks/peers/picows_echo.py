"""An echo server on picows: python picows_echo.py PORT"""

import asyncio
import sys

import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, WSUpgradeRequest, ws_create_server


class Echo(WSListener):
    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.CLOSE:
            transport.send_close(frame.get_close_code(), frame.get_close_message())
            transport.disconnect()
        else:
            transport.send(frame.msg_type, frame.get_payload_as_memoryview())


async def main(port: int) -> None:
    def listen(_: WSUpgradeRequest) -> Echo:
        return Echo()

    server = await ws_create_server(listen, "127.0.0.1", port, websocket_handshake_timeout=60, backlog=4096)
    await server.serve_forever()


uvloop.run(main(int(sys.argv[1])))
