"""Texts of every code of the connect room."""

MESSAGES: dict[str, dict[str, str]] = {
    "egress.malformed": {
        "en": "“{host}” is no address that can be called. Use http:// or https:// and a host name.",
        "zh-CN": "“{host}”不是可调用的地址。请使用 http:// 或 https:// 加主机名。",
    },
    "egress.host_not_open": {
        "en": "Calls to the host “{host}” are closed. An administrator can open it.",
        "zh-CN": "未开放对主机“{host}”的调用。管理员可将其开放。",
    },
    "egress.port_not_open": {
        "en": "The port of this address is closed for the host “{host}”. "
        "An administrator can open it.",
        "zh-CN": "主机“{host}”的该端口未开放。管理员可将其开放。",
    },
    "egress.private_address": {
        "en": "The host “{host}” lies inside a private network. "
        "An administrator can allow that for this host.",
        "zh-CN": "主机“{host}”位于内部网络。管理员可对该主机单独放行。",
    },
    "egress.unknown_host": {
        "en": "The host “{host}” has no address. Check its name.",
        "zh-CN": "无法解析主机“{host}”。请检查名称。",
    },
    "egress.unknown_entry": {
        "en": "The host “{host}” is not on the list of open hosts.",
        "zh-CN": "主机“{host}”不在开放列表中。",
    },
    "egress.bad_status": {
        "en": "The other side did not accept the call. See its answer in the list of deliveries.",
        "zh-CN": "对方未接受调用。请在投递列表中查看其响应。",
    },
    "egress.timeout": {
        "en": "The other side did not answer within 10 seconds.",
        "zh-CN": "对方未在 10 秒内响应。",
    },
    "egress.connection": {
        "en": "The connection to the other side failed. Check address and port.",
        "zh-CN": "无法连接对方。请检查地址和端口。",
    },
    "egress.tls": {
        "en": "The certificate of the other side cannot be trusted.",
        "zh-CN": "对方的证书不可信。",
    },
    "egress.answer_too_large": {
        "en": "The answer of the other side is larger than 1 MB.",
        "zh-CN": "对方的响应超过 1 MB。",
    },
    "egress.too_many_redirects": {
        "en": "The other side redirected more than 3 times.",
        "zh-CN": "对方重定向超过 3 次。",
    },
    "webhook.unknown": {
        "en": "The webhook does not exist. Reload the list.",
        "zh-CN": "该 Webhook 不存在。请刷新列表。",
    },
    "webhook.unknown_delivery": {
        "en": "The delivery does not exist. Reload the list.",
        "zh-CN": "该投递记录不存在。请刷新列表。",
    },
    "webhook.still_pending": {
        "en": "The delivery is still on its way. Wait until it has ended.",
        "zh-CN": "该投递仍在进行中。请等待其结束。",
    },
}
