"""Messages about work that ran, or could not run, in a child process."""

MESSAGES: dict[str, dict[str, str]] = {
    "children.timeout": {
        "en": "The task {function} was stopped after {seconds} s. Use less or simpler input.",
        "zh-CN": "任务 {function} 运行 {seconds} 秒后被终止。请减少或简化输入。",
    },
    "children.killed": {
        "en": "The task {function} was stopped: {reason}. Use less or simpler input.",
        "zh-CN": "任务 {function} 已被终止:{reason}。请减少或简化输入。",
    },
    "children.cancelled": {
        "en": "The task {function} was cancelled. Nothing was changed; start it again if needed.",
        "zh-CN": "任务 {function} 已取消。未作任何更改,需要时请重新启动。",
    },
    "children.failed": {
        "en": "The task {function} failed: {reason}. Correct its input and try again.",
        "zh-CN": "任务 {function} 失败:{reason}。请更正输入后重试。",
    },
    "children.result_too_large": {
        "en": "The result of {function} is larger than {limit} bytes. Ask for less at once.",
        "zh-CN": "{function} 的结果超过 {limit} 字节。请减少一次请求的内容。",
    },
    "children.busy": {
        "en": "All {limit} places for such tasks are taken. Try again in {seconds} s.",
        "zh-CN": "此类任务的 {limit} 个位置均被占用。请在 {seconds} 秒后重试。",
    },
    "children.unavailable": {
        "en": "This machine cannot limit child processes, so {function} is switched off.",
        "zh-CN": "此机器无法限制子进程,因此 {function} 已停用。请联系运维人员。",
    },
}
