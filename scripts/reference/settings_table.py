"""What each TRILOOM_ variable means, in both languages; a test holds it against the code."""

from typing import NamedTuple


class Variable(NamedTuple):
    """One environment variable that the product reads."""

    name: str
    default: str
    english: str
    chinese: str


VARIABLES: tuple[Variable, ...] = (
    Variable(
        "TRILOOM_DATA_DIR", "`data`",
        "Folder of everything that is not in a database server: the SQLite file, uploaded files, "
        "staged imports, the mirror, the secret key. Created when it is missing.",
        "数据目录:SQLite 文件、上传的文件、导入暂存、分析镜像、密钥。不存在时自动创建。",
    ),
    Variable(
        "TRILOOM_DATABASE_URL", "`sqlite:///<DATA_DIR>/triloom.db`",
        "SQLAlchemy address of the database: `sqlite:///…` or `postgresql+psycopg://user:password@host/name`.",
        "数据库地址(SQLAlchemy 格式):`sqlite:///…` 或 `postgresql+psycopg://用户:密码@主机/库名`。",
    ),
    Variable(
        "TRILOOM_HOST", "`127.0.0.1`",
        "Address that `serve` listens on; `--host` wins.",
        "`serve` 监听的地址;`--host` 优先。",
    ),
    Variable(
        "TRILOOM_PORT", "`8000`",
        "Port that `serve` listens on; `--port` wins.",
        "`serve` 监听的端口;`--port` 优先。",
    ),
    Variable(
        "TRILOOM_PUBLIC_URL", "–",
        "Address under which people reach the product. With `https://` cookies are `Secure` and the "
        "browser is told to stay on https; its host is accepted as origin of writes.",
        "用户访问本产品的地址。以 `https://` 开头时 Cookie 带 `Secure`,并要求浏览器只用 https;其主机名可作为写请求的来源。",
    ),
    Variable(
        "TRILOOM_SECRET_KEY", "file `DATA_DIR/secret_key` (made once, mode 0600)",
        "Signs CSRF tokens, cursors and the webhooks of flows. At least 16 characters; sample values are refused. "
        "Several machines need the same value.",
        "用于 CSRF 令牌、分页游标和流程 Webhook 的签名。至少 16 个字符,拒绝示例值;多台机器必须一致。",
    ),
    Variable(
        "TRILOOM_TRUSTED_PROXIES", "–",
        "Addresses of reverse proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed, separated by commas.",
        "可信反向代理的地址(逗号分隔);只采信它们的 `X-Forwarded-For` 与 `X-Forwarded-Proto`。",
    ),
    Variable(
        "TRILOOM_SMTP_URL", "–",
        "`smtp://user:password@host:port` (STARTTLS when offered) or `smtps://…`; without it mail nodes of flows end as incidents.",
        "`smtp://用户:密码@主机:端口`(支持时使用 STARTTLS)或 `smtps://…`;未设置时流程的邮件节点记为异常。",
    ),
    Variable(
        "TRILOOM_JOBS", "`durable`",
        "`durable` runs jobs in the background and survives a crash; `inline` only keeps them, for tests and commands.",
        "`durable`:作业在后台运行,进程崩溃后继续;`inline`:只登记,供测试和命令行使用。",
    ),
    Variable(
        "TRILOOM_ORGANISATION", "`main`",
        "Key of the organisation that this process serves; created when it is missing.",
        "本进程服务的组织的标识;不存在时自动创建。",
    ),
    Variable(
        "TRILOOM_DEMO_PASSWORD", "generated and printed",
        "Password of all logins of `triloom demo`.",
        "`triloom demo` 所有演示账号的密码;未设置时生成并打印。",
    ),
    Variable(
        "TRILOOM_LOG_FORMAT", "`text`",
        "`quiet` logs warnings only; every other value logs at level info.",
        "`quiet` 只记录警告;其他值记录信息级日志。",
    ),
    Variable(
        "TRILOOM_REPORT_ENGINE_URL", "–",
        "Must stay unset: reports run embedded; any value refuses to start.",
        "必须留空:报表以内嵌方式运行,设置任何值都会拒绝启动。",
    ),
)  # fmt: skip

FOR_TESTS: tuple[Variable, ...] = (
    Variable(
        "TRILOOM_TEST_DATABASE_URL", "–",
        "PostgreSQL for the tests; without it a local one is used or a cluster is made.",
        "测试用 PostgreSQL;未设置时使用本机的或临时创建。",
    ),
    Variable(
        "TRILOOM_REAL_DATA_DIR", "–",
        "Folder of public data sets; without it the tests over them are skipped.",
        "公开数据集的目录;未设置时跳过相关测试。",
    ),
    Variable(
        "TRILOOM_SEED", "random or fixed",
        "Repeats a randomised test.",
        "重现随机测试。",
    ),
    Variable(
        "TRILOOM_KILLS", "per test",
        "How often a reliability test kills its process.",
        "可靠性测试中杀死进程的次数。",
    ),
    Variable(
        "TRILOOM_BENCHMARK_URL", "set by `make benchmarks`",
        "Database of the bare server that the benchmarks compare with.",
        "基准测试中对照服务所用的数据库。",
    ),
)  # fmt: skip
