"""uWebSockets through socketify, echoing on /ws/* and fanning out /publish to /rooms: python socketify_rooms.py PORT"""

import sys

from socketify import App, AppListenOptions, CompressOptions

options = {"compression": CompressOptions.DISABLED, "max_payload_length": 16 << 20, "idle_timeout": 0,
           "max_backpressure": 64 << 20}

app = App()
app.ws("/ws/*", {**options, "message": lambda ws, message, code: ws.send(message, code)})
app.ws("/rooms", {**options, "open": lambda ws: ws.subscribe("room")})
app.ws("/publish", {**options, "message": lambda ws, message, code: app.publish("room", message, code)})
app.listen(AppListenOptions(port=int(sys.argv[1]), host="127.0.0.1"))
app.run()
