import hashlib
import hmac
import ipaddress
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.flows.test_waiting import line, status
from triloom.connect.addresses import EgressRefused, OpenedHost, is_public, pin
from triloom.connect.deliveries import PAUSES, replay, signing_secret
from triloom.connect.egress import EgressFailed, post
from triloom.connect.hosts import open_host
from triloom.connect.subscriptions import create_webhook
from triloom.connect.tables import webhook_delivery
from triloom.flows.tables import flow_effect, flow_inbox


class Sink(ThreadingHTTPServer):
    """A server on loopback that keeps what it gets and answers what the test says."""

    daemon_threads = True

    def __init__(self):
        self.calls, self.answers = [], []
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}/in"
        self.opened = {"127.0.0.1": OpenedHost("127.0.0.1", (self.server_port,), True)}


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.calls.append((self.command, self.path, dict(self.headers), body))
        status, headers, answer = (
            self.server.answers.pop(0) if self.server.answers else (200, {}, b"ok")
        )
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def do_GET(self):
        self.do_POST()

    def log_message(self, *_):
        pass


@pytest.fixture
def sink():
    server = Sink()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::", "::1",
        "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1",
        "64:ff9b:1::1", "2002:7f00:1::", "::127.0.0.1", "2001:db8::1", "fec0::1",
    ],
)  # fmt: skip
def test_an_address_inside_is_never_public(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:4700::1111", "::ffff:93.184.216.34"])
def test_an_address_of_the_internet_is_public(address):
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://127.0.0.1/x", "private_address"),
        ("http://2130706433/x", "host_not_open"),
        ("http://localhost:22/", "port_not_open"),
        ("http://elsewhere.example/", "host_not_open"),
        ("ftp://127.0.0.1/", "malformed"),
        ("file:///etc/passwd", "malformed"),
        ("http://user@127.0.0.1/", "malformed"),
        ("http://127.0.0.1:99999/", "malformed"),
        ("http://127.0.0.1/\r\nX: y", "malformed"),
        ("http://[::1/", "malformed"),
    ],
)
def test_a_call_that_may_not_leave_is_refused_before_it_does(url, reason):
    opened = {name: OpenedHost(name) for name in ("127.0.0.1", "localhost")}
    with pytest.raises(EgressRefused) as refused:
        pin(url, opened)
    assert refused.value.reason == reason


def test_a_redirect_is_checked_like_a_new_address(sink):
    sink.answers = [(307, {"Location": "http://169.254.169.254/latest"}, b"")]
    with pytest.raises(EgressRefused):
        post(sink.url, b"{}", {}, sink.opened)
    sink.answers = [(307, {"Location": "/next"}, b""), (303, {"Location": "/last"}, b"")]
    assert post(sink.url, b"{}", {}, sink.opened).status == 200
    assert [(call[0], call[1]) for call in sink.calls[1:]] == [
        ("POST", "/in"), ("POST", "/next"), ("GET", "/last"),
    ]  # fmt: skip
    sink.answers = [(307, {"Location": "/in"}, b"")] * 5
    with pytest.raises(EgressFailed, match="too_many_redirects"):
        post(sink.url, b"{}", {}, sink.opened)


def test_an_answer_that_is_too_large_is_not_read_to_its_end(sink):
    sink.answers = [(200, {}, b"x" * 1_100_000)]
    with pytest.raises(EgressFailed, match="answer_too_large"):
        post(sink.url, b"{}", {}, sink.opened)


def webhook(sink, **more):
    settings = {"url": sink.url, "values": {"who": "name", "cost": "cost"}, "wait": True, **more}
    return {"key": "call", "type": "webhook", "settings": settings}


def open_sink(shop, sink):
    with shop.lab.writing() as ctx:
        open_host(ctx, "127.0.0.1", ports=(sink.server_port,), allow_private=True)


def test_a_webhook_is_signed_keyed_and_its_answer_moves_the_flow_once(shop, sink):
    open_sink(shop, sink)
    shop.publish(line(webhook(sink)))
    record = shop.create()
    assert sink.calls == []
    assert status(shop, record) == "running"
    shop.run_jobs()
    assert status(shop, record) == "completed"
    ((_, _, headers, body),) = sink.calls
    (effect,) = shop.rows(flow_effect)
    assert headers["Idempotency-Key"] == str(effect.id)
    assert json.loads(body)["values"] == {"who": "Lathe", "cost": "50.00"}
    stamp, signature = (part.split("=")[1] for part in headers["Triloom-Signature"].split(","))
    secret = signing_secret(shop.lab.services).encode()
    expected = hmac.new(secret, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert signature == expected
    assert effect.state == "done"
    assert len(shop.rows(flow_inbox)) == 1
    from triloom.flows.outside import run_effect

    run_effect(shop.lab.services, {"effect": str(effect.id)})
    assert len(sink.calls) == 1


def test_a_failed_webhook_is_tried_again_with_growing_pauses_and_can_be_replayed(shop, sink):
    open_sink(shop, sink)
    shop.publish(line(webhook(sink)))
    record = shop.create()
    sink.answers = [(500, {}, b"no")] * (len(PAUSES) + 1)
    for pause in (0, *PAUSES):
        shop.later(seconds=pause)
        shop.run_jobs()
    assert len(sink.calls) == len(PAUSES) + 1
    assert len({call[2]["Idempotency-Key"] for call in sink.calls}) == 1
    (delivery,) = shop.rows(webhook_delivery)
    assert (delivery.state, delivery.status, delivery.answer) == ("failed", 500, "no")
    assert status(shop, record) == "completed"
    with shop.lab.writing() as ctx:
        replay(ctx, delivery.id)
    shop.run_jobs()
    assert shop.rows(webhook_delivery)[0].state == "done"


def test_a_webhook_to_a_host_that_is_closed_fails_without_a_packet(shop, sink):
    shop.publish(line(webhook(sink)))
    shop.create()
    shop.run_jobs()
    (effect,) = shop.rows(flow_effect)
    assert (effect.state, effect.response["error"]) == ("failed", "egress.host_not_open")
    assert sink.calls == []


def test_every_way_a_call_can_fail_has_a_text_in_both_languages():
    from triloom.connect.messages import MESSAGES

    reasons = (
        "malformed host_not_open port_not_open private_address unknown_host bad_status timeout"
        " connection tls answer_too_large too_many_redirects"
    )
    for reason in reasons.split():
        assert set(MESSAGES[f"egress.{reason}"]) == {"en", "zh-CN"}


def test_an_effect_of_a_refused_action_never_leaves(shop, sink):
    from triloom_core.errors import TriloomError

    open_sink(shop, sink)
    shop.publish(line(webhook(sink)))
    with pytest.raises(TriloomError), shop.lab.writing(shop.worker) as ctx:
        from triloom.records import write

        write.create_record(ctx, shop.form, {"name": "a", "cost": "1.00"})
        raise TriloomError("test.refused")
    assert shop.run_jobs() == 0
    assert shop.rows(flow_effect) == []


def test_a_subscription_hears_of_records_but_not_of_their_values(shop, sink):
    open_sink(shop, sink)
    shop.lab.shelf.app = lambda key: key
    with shop.lab.writing(shop.boss) as ctx:
        made = create_webhook(
            ctx, url=sink.url, app_key="works", form_key="repair", events=["record.created"]
        )
    record = shop.create(cause="secret")
    shop.run_jobs()
    ((_, _, headers, body),) = sink.calls
    assert headers["Triloom-Event"] == "record.created"
    heard = json.loads(body)
    assert (heard["record"], heard["form"]) == (str(record.id), "repair")
    assert b"secret" not in body
    assert made["secret"] not in body.decode()


def test_mail_without_a_mail_server_is_skipped_and_says_so(shop):
    letter = {
        "key": "mail", "type": "email", "settings": {"to": {"rule": "owner"}, "title": "Hello"},
    }  # fmt: skip
    shop.publish(line(letter))
    shop.create()
    shop.run_jobs()
    (effect,) = shop.rows(flow_effect)
    assert (effect.state, effect.response) == ("skipped", {"reason": "no_mail_server"})
