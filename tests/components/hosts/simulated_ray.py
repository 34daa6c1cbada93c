"""A simulated `ray start`: it leaves a process called raylet behind that answers probes, and workers as a test orders.

It runs as `python -c SOURCE ORDERS`, in a sandbox too, where this folder cannot be seen; ORDERS is JSON:
`port` (answers 200 to who has the token), `head` (also a gcs_server), `report` (a file for what the raylet sees),
`fail` (an exit code), `workers` ({name: MiB}): each fills that much memory and is called so.
"""

SOURCE = r"""
import ctypes, http.server, json, os, signal, sys, time

orders = json.loads(sys.argv[1])
if orders.get("fail"):
    print("simulated ray: no such port")
    sys.exit(orders["fail"])


def called(name):
    ctypes.CDLL(None).prctl(15, name.encode(), 0, 0, 0)


def fork(name, work):
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.setsid()
        called(name)
        os.close(writer)
        work()
        os._exit(0)
    os.close(writer)
    os.read(reader, 1)  # ends when the child has its name


class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        with open(os.environ["RAY_AUTH_TOKEN_PATH"]) as file:
            token = file.read()
        self.send_response(200 if self.headers.get("Authorization") == "Bearer " + token else 401)
        self.end_headers()

    def log_message(self, *_):
        pass


def sleep():
    while True:
        time.sleep(600)


def fill(mebibytes):
    kept = bytearray(os.urandom(1) * (mebibytes * 2**20))
    sleep()


def raylet():
    for name, mebibytes in orders.get("workers", {}).items():
        fork(name, lambda: fill(mebibytes))
    if orders.get("report"):
        with open("/proc/self/status") as status, open(orders["report"], "w") as report:
            json.dump({"status": status.read(), "environment": dict(os.environ)}, report)
    if orders.get("port"):
        http.server.HTTPServer(("127.0.0.1", orders["port"]), Answer).serve_forever()
    sleep()


fork("raylet", raylet)
if orders.get("head"):
    fork("gcs_server", sleep)
"""
