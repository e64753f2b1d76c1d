"""Messages of identity and rights."""

MESSAGES: dict[str, dict[str, str]] = {
    "session.required": {
        "en": "You are not logged in. Log in and try again.",
        "zh-CN": "您尚未登录。请登录后重试。",
    },
    "session.expired": {
        "en": "Your session has ended. Log in again to go on; nothing was changed.",
        "zh-CN": "会话已结束。请重新登录后继续,未作任何更改。",
    },
    "token.invalid": {
        "en": "This API token is unknown, expired or revoked. Create a new one under Tokens.",
        "zh-CN": "此 API 令牌不存在、已过期或已被撤销。请在“令牌”中新建。",
    },
    "token.scope": {
        "en": "This API token lacks the scope “{scope}”. Use a token that has it.",
        "zh-CN": "此 API 令牌没有“{scope}”权限范围。请使用具有该范围的令牌。",
    },
    "token.quota": {
        "en": "This API token has used its requests of this minute. Wait and try again.",
        "zh-CN": "此 API 令牌本分钟的请求次数已用完。请稍候重试。",
    },
    "token.unfit": {
        "en": "The token cannot be created like this. Correct what is named and send it again.",
        "zh-CN": "无法按此创建令牌。请更正所列内容后重新提交。",
    },
    "token.unknown_scope": {
        "en": "There is no scope “{scope}”. Use some of: {known}.",
        "zh-CN": "没有权限范围“{scope}”。可用范围:{known}。",
    },
    "token.scope_beyond_owner": {
        "en": "You cannot give the scope “{scope}”, because you do not have it yourself.",
        "zh-CN": "您自己没有“{scope}”权限,不能将其授予令牌。",
    },
    "token.already_expired": {
        "en": "The expiry lies in the past. Choose a later moment.",
        "zh-CN": "到期时间已过。请选择更晚的时间。",
    },
    "token.unknown": {
        "en": "There is no such token of yours. It may have been revoked already.",
        "zh-CN": "您没有此令牌,它可能已被撤销。",
    },
    "csrf.missing": {
        "en": "The request lacks the header X-CSRF-Token of your session. Reload the page.",
        "zh-CN": "请求缺少会话的 X-CSRF-Token 标头。请刷新页面。",
    },
    "csrf.origin": {
        "en": "The request came from another site and was refused. Open the product itself.",
        "zh-CN": "该请求来自其他网站,已被拒绝。请直接打开本系统操作。",
    },
    "login.failed": {
        "en": "Login or password is not right. Check both and try again.",
        "zh-CN": "登录名或密码不正确。请检查后重试。",
    },
    "login.too_many": {
        "en": "There were too many attempts. Wait for the time that is named and try again.",
        "zh-CN": "尝试次数过多。请按提示的时间等待后重试。",
    },
    "capability.missing": {
        "en": "You may not do this: it needs the permission “{capability}”. Ask an administrator.",
        "zh-CN": "您无权执行此操作:需要“{capability}”权限。请联系管理员。",
    },
    "access.action_refused": {
        "en": "You may not do this ({action}) with “{form}”. Ask an administrator for the right.",
        "zh-CN": "您无权对“{form}”执行此操作({action})。请向管理员申请权限。",
    },
    "user.unknown": {
        "en": "There is no such user. They may have been removed; reload the list.",
        "zh-CN": "没有此用户,可能已被移除。请刷新列表。",
    },
    "user.login_taken": {
        "en": "The login “{login}” belongs to another user. Choose another one.",
        "zh-CN": "登录名“{login}”已被其他用户使用。请换一个。",
    },
    "user.unfit": {
        "en": "The user cannot be saved like this. Correct what is named.",
        "zh-CN": "无法按此保存用户。请更正所列内容。",
    },
    "user.login_unfit": {
        "en": "“{login}” cannot be a login: use 1 to 100 characters without spaces or “/”.",
        "zh-CN": "“{login}”不能用作登录名:请使用 1–100 个字符,不含空格和“/”。",
    },
    "user.last_administrator": {
        "en": "This is the last active administrator. Make somebody else one first.",
        "zh-CN": "这是最后一位可用的管理员。请先指定其他管理员。",
    },
    "user.unknown_team": {
        "en": "There is no team {team}. Choose one of the list.",
        "zh-CN": "没有团队 {team}。请从列表中选择。",
    },
    "user.unknown_role": {
        "en": "The app “{app}” has no role “{role}”. Publish the role first or choose another.",
        "zh-CN": "应用“{app}”中没有角色“{role}”。请先发布该角色或另选一个。",
    },
    "password.unfit": {
        "en": "The password cannot be used. Correct what is named.",
        "zh-CN": "该密码不可用。请按提示更正。",
    },
    "password.too_short": {
        "en": "Use at least {shortest} characters.",
        "zh-CN": "请至少使用 {shortest} 个字符。",
    },
    "password.too_long": {
        "en": "Use at most {longest} characters.",
        "zh-CN": "请最多使用 {longest} 个字符。",
    },
    "password.too_simple": {
        "en": "This is the login or nearly one character repeated. Choose something else.",
        "zh-CN": "密码与登录名相同或过于简单。请换一个。",
    },
    "password.wrong": {
        "en": "This is not your present password. Type it again.",
        "zh-CN": "当前密码不正确。请重新输入。",
    },
    "team.unknown": {
        "en": "There is no such team. It may have been removed; reload the list.",
        "zh-CN": "没有此团队,可能已被移除。请刷新列表。",
    },
    "team.key_taken": {
        "en": "The key “{key}” belongs to another team. Choose another one.",
        "zh-CN": "标识“{key}”已被其他团队使用。请换一个。",
    },
    "team.cycle": {
        "en": "A team cannot lie below itself. Choose another parent.",
        "zh-CN": "团队不能隶属于自身或其下级。请选择其他上级团队。",
    },
    "team.not_empty": {
        "en": "The team still has members or teams below it. Move them first.",
        "zh-CN": "该团队仍有成员或下级团队。请先将其移出。",
    },
    "handover.same_user": {
        "en": "A user cannot hand over to themselves. Choose somebody else.",
        "zh-CN": "不能移交给本人。请选择其他人。",
    },
    "handover.receiver_disabled": {
        "en": "The receiver is disabled. Choose an active user.",
        "zh-CN": "接收人已停用。请选择可用的用户。",
    },
    "change.stale": {
        "en": "Somebody changed this in the meantime. Reload it and apply your change again.",
        "zh-CN": "此内容已被他人更改。请刷新后重新修改。",
    },
    "role.unknown_form": {
        "en": "The app has no form “{form}”. Choose one of its forms or publish it first.",
        "zh-CN": "应用中没有表单“{form}”。请选择已有表单或先发布该表单。",
    },
    "role.unknown_field": {
        "en": "The form “{form}” has no field “{field}”. Correct the key or remove it.",
        "zh-CN": "表单“{form}”没有字段“{field}”。请更正标识或将其移除。",
    },
    "role.condition_not_pushable": {
        "en": "This condition cannot be part of a query. Compare own fields of “{form}” only.",
        "zh-CN": "该条件无法用于查询。请仅比较“{form}”自身的字段。",
    },
    "role.needs_administrator": {
        "en": "Only those who administer the app may publish what changes rights ({documents}).",
        "zh-CN": "只有该应用的管理者才能发布涉及权限的更改({documents})。",
    },
    "explain.administrator": {
        "en": "Administrators reach every record and every field.",
        "zh-CN": "管理员可访问所有记录与字段。",
    },
    "explain.no_grant": {
        "en": "None of the roles ({roles}) has a grant on this form that allows it.",
        "zh-CN": "其角色({roles})均未被授予对此表单执行该操作的权限。",
    },
    "explain.allowed": {
        "en": "Role “{role}” allows it with scope “{scope}”.",
        "zh-CN": "角色“{role}”以范围“{scope}”允许此操作。",
    },
    "explain.out_of_scope": {
        "en": "Role “{role}” has scope “{scope}”, and the owner of the record is not within it.",
        "zh-CN": "角色“{role}”的范围为“{scope}”,而记录负责人不在该范围内。",
    },
    "explain.condition_false": {
        "en": "Role “{role}” reaches the record, but the condition of the grant does not hold.",
        "zh-CN": "角色“{role}”可及此记录,但授权条件不成立。",
    },
    "explain.field_granted": {
        "en": "The grants give “{right}” on this field.",
        "zh-CN": "授权对此字段给予“{right}”。",
    },
    "explain.field_limited": {
        "en": "The grants give “{granted}”, but an input of this field has only “{right}”.",
        "zh-CN": "授权给予“{granted}”,但此字段的某个来源字段仅为“{right}”。",
    },
    "explain.unknown_field": {
        "en": "The form has no field “{field}”. Correct the key.",
        "zh-CN": "表单没有字段“{field}”。请更正标识。",
    },
    "request.too_many": {
        "en": "You have too many requests running at once. Wait for one to end and try again.",
        "zh-CN": "同时进行的请求过多。请等待其中一个结束后重试。",
    },
    "request.too_slow": {
        "en": "The request body did not arrive in time. Check the connection and send it again.",
        "zh-CN": "请求内容未能及时到达。请检查网络后重新发送。",
    },
    "request.conflict": {
        "en": "Somebody made the same change at this moment. Reload and look before you try again.",
        "zh-CN": "他人刚刚作了相同的更改。请刷新查看后再试。",
    },
}
