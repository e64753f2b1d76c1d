"""Texts of every code of the job room."""

MESSAGES: dict[str, dict[str, str]] = {
    "job.unknown": {
        "en": "The job “{job}” does not exist. Reload the list of jobs.",
        "zh-CN": "任务“{job}”不存在。请刷新任务列表。",
    },
    "job.finished": {
        "en": "The job “{job}” has ended already ({state}) and cannot be canceled.",
        "zh-CN": "任务“{job}”已结束({state}),无法取消。",
    },
    "job.unknown_kind": {
        "en": "No handler is known for jobs of the kind “{kind}”. Update this installation.",
        "zh-CN": "没有处理“{kind}”类任务的程序。请升级本系统。",
    },
}
