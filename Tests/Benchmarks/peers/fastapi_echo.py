"""The seeds' own stack, FastAPI on uvicorn, as an echo server: python fastapi_echo.py PORT"""

import sys

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

app = FastAPI()


@app.websocket("/ws/{client_id}")
async def echo(socket: WebSocket, client_id: str) -> None:
    await socket.accept()
    try:
        while True:
            await socket.send_text(await socket.receive_text())
    except WebSocketDisconnect:
        pass


# Without compression, as every contestant.
uvicorn.run(app, port=int(sys.argv[1]), log_level="warning", ws_per_message_deflate=False, backlog=4096)
