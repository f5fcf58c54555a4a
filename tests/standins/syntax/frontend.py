"""A Dockerfile frontend that lets the one inside the engine do the work.

`# syntax=docker/dockerfile:1` makes BuildKit start that image as the build's frontend. This one answers with the
result of a nested solve by BuildKit's own `dockerfile.v0`, options passed on unchanged. BuildKit serves its gateway
(gRPC: protobuf messages over HTTP/2) on our standard input and output.
"""

import base64
import os
import sys
from collections.abc import Iterator, Mapping

import h2.config
import h2.connection
import h2.events

SERVICE = "/moby.buildkit.v1.frontend.LLBBridge/"
OPTION = "BUILDKIT_FRONTEND_OPT_"


# Protobuf, as far as these few messages need it.


def number(value: int) -> bytes:
    low = bytearray()
    while value > 0x7F:
        low.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*low, value])


def field(tag: int, value: bytes | str | int) -> bytes:
    if isinstance(value, int):
        return number(tag << 3) + number(value)
    data = value.encode() if isinstance(value, str) else value
    return number(tag << 3 | 2) + number(len(data)) + data


def read_number(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if data[at - 1] < 0x80:
            return value, at


def messages(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The length-delimited fields of a message."""
    at = 0
    while at < len(data):
        key, at = read_number(data, at)
        if key & 7 == 2:
            size, at = read_number(data, at)
            yield key >> 3, data[at : at + size]
            at += size
        elif key & 7 == 0:
            _, at = read_number(data, at)
        else:
            at += 8 if key & 7 == 1 else 4


class Gateway:
    """The client's side of BuildKit's gateway, one call at a time."""

    def __init__(self) -> None:
        config = h2.config.H2Configuration(client_side=True, header_encoding="utf-8")
        self.http = h2.connection.H2Connection(config)
        self.http.initiate_connection()

    def call(self, method: str, request: bytes) -> tuple[dict[str, str], bytes]:
        """Sends one message; returns the reply's headers with its trailers, and the reply."""
        stream = self.http.get_next_available_stream_id()
        self.http.send_headers(
            stream,
            [
                (":method", "POST"),
                (":scheme", "http"),
                (":authority", "localhost"),
                (":path", SERVICE + method),
                ("content-type", "application/grpc"),
                ("te", "trailers"),
            ],
        )
        unsent = b"\0" + len(request).to_bytes(4, "big") + request
        headers: dict[str, str] = {}
        reply = bytearray()
        open_ = True
        while open_:
            size = min(len(unsent), self.http.local_flow_control_window(stream), self.http.max_outbound_frame_size)
            if unsent and size:
                self.http.send_data(stream, unsent[:size], end_stream=size == len(unsent))
                unsent = unsent[size:]
                continue
            open_ = self.exchange(headers, reply)
        return headers, bytes(reply[5:])

    def exchange(self, headers: dict[str, str], reply: bytearray) -> bool:
        """Writes what waits, reads once; false when the stream has ended."""
        self.flush()
        received = os.read(sys.stdin.fileno(), 1 << 16)
        if not received:
            sys.exit("the engine closed the connection")
        open_ = True
        for event in self.http.receive_data(received):
            match event:
                case h2.events.ResponseReceived() | h2.events.TrailersReceived():
                    headers.update(dict(event.headers))
                case h2.events.DataReceived():
                    reply += event.data
                    self.http.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                case h2.events.StreamEnded() | h2.events.StreamReset():
                    open_ = False
        self.flush()
        return open_

    def flush(self) -> None:
        waiting = self.http.data_to_send()
        while waiting:
            waiting = waiting[os.write(sys.stdout.fileno(), waiting) :]


def build_options(environ: Mapping[str, str]) -> dict[str, str]:
    options = dict(value.partition("=")[::2] for name, value in environ.items() if name.startswith(OPTION))
    # Tells the inner frontend that the syntax line has been followed already.
    return {"cmdline": "docker/dockerfile:1"} | options


def failure(headers: Mapping[str, str]) -> bytes:
    """The `google.rpc.Status` of a failed call; its details carry the place in the Dockerfile."""
    details = headers.get("grpc-status-details-bin")
    if details:
        return base64.b64decode(details + "=" * (-len(details) % 4))
    return field(1, int(headers["grpc-status"])) + field(2, headers.get("grpc-message", ""))


def main() -> None:
    gateway = Gateway()
    solve = field(2, "dockerfile.v0") + field(5, 1)
    for name, value in build_options(os.environ).items():
        solve += field(3, field(1, name) + field(2, value))
    headers, reply = gateway.call("Solve", solve)
    if headers.get("grpc-status", "0") == "0":
        outcome = field(1, next((value for tag, value in messages(reply) if tag == 3), b""))
    else:
        outcome = field(2, failure(headers))
    gateway.call("Return", outcome)


main()
