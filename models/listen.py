"""`HOST:PORT`, as settings say where to listen."""


def split_listen(value: str) -> tuple[str, int]:
    """`HOST:PORT` (`[::1]:25` for IPv6) as host and port; the host is "" where it is neither."""
    host, _, port = value.rpartition(":")
    if not port.isascii() or not port.isdigit() or int(port) > 65535:
        return "", 0
    return host.removeprefix("[").removesuffix("]"), int(port)
