"""How many requests a second a server answers: a few connections, each asking as soon as it was answered."""

import socket
import threading
import time


class Asker:
    """A kept-alive connection that asks for one address again and again and checks each answer."""

    def __init__(self, port: int, path: str, *, cookie: str = "") -> None:
        headers = "Host: localhost\r\nUser-Agent: Mozilla/5.0 (load)\r\nAccept-Language: en\r\n"
        headers += "Accept-Encoding: gzip, deflate, br\r\n"
        if cookie:
            headers += f"Cookie: {cookie}\r\n"
        self._request = f"GET {path} HTTP/1.1\r\n{headers}\r\n".encode()
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._pending = b""

    def ask(self) -> int:
        """One request; the number of bytes of the answer's body. Raises AssertionError on any but 200."""
        self._socket.sendall(self._request)
        data = self._pending
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._receive()
        head = data[:end].lower()
        assert head.startswith(b"http/1.1 200"), data[:200]
        at = head.index(b"content-length:") + 15
        length = int(head[at:].split(b"\r\n", 1)[0])
        missing = end + 4 + length - len(data)
        while missing > 0:
            piece = self._receive()
            data += piece
            missing -= len(piece)
        self._pending = data[end + 4 + length :]
        return length

    def _receive(self) -> bytes:
        piece = self._socket.recv(262144)
        assert piece, "the server hung up"
        return piece

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


def per_second(port: int, path: str, *, seconds: float, connections: int = 4, cookie: str = "") -> float:
    """Answers a second over ``connections`` connections, after a short warm-up."""
    counts = [0] * connections
    begin, stop = threading.Event(), threading.Event()

    def work(number: int) -> None:
        asker = Asker(port, path, cookie=cookie)
        for _ in range(5):
            asker.ask()
        begin.wait()
        while not stop.is_set():
            asker.ask()
            counts[number] += 1
        asker.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(connections)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    started = time.perf_counter()
    begin.set()
    time.sleep(seconds)
    stop.set()
    took = time.perf_counter() - started
    for thread in threads:
        thread.join()
    return sum(counts) / took
