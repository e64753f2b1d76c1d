"""Texts of the reasons and refusals that plugins give, and of their model cards."""

MESSAGES: dict[str, dict[str, str]] = {
    "ml.too_few_rows": {
        "en": "{rows} rows are not enough to learn from; at least {minimum} are needed.",
        "zh-CN": "只有 {rows} 行,不足以学习;至少需要 {minimum} 行。",
    },
    "ml.one_class_only": {
        "en": "All closed records ended the same way, so there is nothing to tell apart.",
        "zh-CN": "所有已结束的记录结果相同,无从区分。",
    },
    "ml.no_better_than_base_rate": {
        "en": "The model is no better than the base rate of {base_rate} on unseen records, so it gives no scores.",
        "zh-CN": "在未见过的记录上,模型不优于基准率 {base_rate},因此不给出分数。",
    },
    "ml.missing_input": {
        "en": "A needed value is missing in this record.",
        "zh-CN": "该记录缺少所需的值。",
    },
    "ml.noise": {
        "en": "This record lies apart from every segment.",
        "zh-CN": "该记录不属于任何分群。",
    },
    "ml.elasticity_not_negative": {
        "en": "The price elasticity is missing or not negative, so no price is suggested.",
        "zh-CN": "价格弹性缺失或不为负,因此不建议价格。",
    },
    "ml.price_infeasible": {
        "en": "No prices keep all limits at once. In conflict: {conflict}.",
        "zh-CN": "没有任何价格能同时满足全部约束。冲突项:{conflict}。",
    },
    "ml.no_solution_found": {
        "en": "No solution was found within the limits of the search; this does not prove that none exists.",
        "zh-CN": "在搜索范围内未找到解;这并不证明无解。",
    },
    "ml.unknown_plugin": {
        "en": "There is no plugin {plugin}. Choose one of: {known}.",
        "zh-CN": "没有插件 {plugin}。可选:{known}。",
    },
    "ml.invalid_parameters": {
        "en": "The parameters of the model do not fit: {reason}. Correct them and train again.",
        "zh-CN": "模型参数不符合要求:{reason}。请更正后重新训练。",
    },
}
