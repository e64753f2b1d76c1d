"""Deterministic demo data of the sales app, with signals that a model can honestly learn.

`generate(seed, scale, language, today)` returns plain rows; the host loads them through the record
store. The true win probability of each opportunity is kept in `truth`, so that a test can compare a
model with the best that anybody could do. Links are written as references `form:number`.
"""

from __future__ import annotations

import importlib.util
import math
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from triloom.demo.data import Demo, DemoRecord, DemoTeam, DemoUser

Value = Any
OPEN_STAGES = ("lead", "contact", "needs_analysis", "proposal", "negotiation")
REGIONS = ("north", "east", "south", "west")
SECTORS = (
    "manufacturing",
    "retail",
    "finance",
    "medical",
    "technology",
    "logistics",
    "education",
    "energy",
)
LEVELS = ("low", "medium", "high")
SELLERS = tuple(f"seller{number}" for number in range(1, 9))


def _load_words() -> dict[str, dict[str, list[str]]]:
    path = Path(__file__).with_name("demo_words.py")
    spec = importlib.util.spec_from_file_location("triloom_demo_words", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    words: dict[str, dict[str, list[str]]] = module.WORDS
    return words


TEAMS = [
    DemoTeam("management", {"zh-CN": "管理层", "en": "Management"}),
    DemoTeam("north_team", {"zh-CN": "北区团队", "en": "North team"}, "management"),
    DemoTeam("south_team", {"zh-CN": "南区团队", "en": "South team"}, "management"),
    DemoTeam("back_office", {"zh-CN": "后台", "en": "Back office"}, "management"),
]


def _users(language: str) -> list[DemoUser]:
    chinese = language == "zh-CN"
    rows = [
        DemoUser(
            "admin",
            "管理员" if chinese else "Administrator",
            ("administrator",),
            "management",
            is_admin=True,
        ),
        DemoUser(
            "director",
            "管理层" if chinese else "Director",
            ("director",),
            "management",
            leads_team=True,
        ),
        DemoUser(
            "supervisor1",
            "北区主管" if chinese else "Supervisor North",
            ("supervisor",),
            "north_team",
            leads_team=True,
        ),
        DemoUser(
            "supervisor2",
            "南区主管" if chinese else "Supervisor South",
            ("supervisor",),
            "south_team",
            leads_team=True,
        ),
    ]
    for number, login in enumerate(SELLERS, 1):
        name = f"销售{number}" if chinese else f"Seller {number}"
        rows.append(
            DemoUser(login, name, ("seller",), "north_team" if number <= 4 else "south_team")
        )
    for login, zh, en, role in (
        ("service1", "客服", "Service", "service"),
        ("analyst", "分析师", "Analyst", "analyst"),
        ("finance1", "财务", "Finance", "finance"),
        ("delivery1", "交付", "Delivery", "delivery"),
        ("marketing1", "市场", "Marketing", "marketing"),
        ("sto", "销售技术官", "Sales technology officer", "sales_technology_officer"),
    ):
        rows.append(DemoUser(login, zh if chinese else en, (role,), "back_office"))
    return rows


def win_logit(values: dict[str, Value], account: dict[str, Value]) -> float:
    """Return the planted log-odds of winning, from nothing but recorded fields."""
    logit = -1.25
    logit += 1.1 if values["budget_confirmed"] else 0.0
    logit += 1.2 if values["decision_maker_known"] else 0.0
    logit += 0.11 * (values["activities_30d"] - 5)
    logit -= 0.55 * values["contact_changes"]
    logit += 2.2 * float(values["budget_change"])
    logit -= 0.4 * values["competitor_news"]
    logit += {"referral": 0.8, "campaign": 0.1, "website": 0.0, "cold_call": -0.5}[values["source"]]
    if account["price_sensitivity"] == "high":
        logit += -0.9 + 8.0 * float(values["discount"])
    logit += {"north": 0.25, "east": 0.1, "south": 0.0, "west": -0.3}[account["region"]]
    return logit


class _Generator:
    def __init__(self, seed: int, scale: float, language: str, today: date) -> None:
        self.random = random.Random(seed)
        self.scale = scale
        self.words = _load_words()[language]
        self.language = language
        self.today = today
        self.now = datetime(today.year, today.month, today.day, 8, tzinfo=UTC)
        self.records: dict[str, list[DemoRecord]] = {}
        self.truth: dict[str, float] = {}

    def add(self, form: str, owner: str, values: dict[str, Value], created: datetime) -> DemoRecord:
        rows = self.records.setdefault(form, [])
        record = DemoRecord(f"{form}:{len(rows)}", owner, values, created)
        rows.append(record)
        return record

    def count(self, number: int) -> int:
        return max(1, round(number * self.scale))

    def at(self, days_ago: float) -> datetime:
        return self.now - timedelta(seconds=round(days_ago * 86_400))

    def person(self) -> str:
        family, given = (
            self.random.choice(self.words["family"]),
            self.random.choice(self.words["given"]),
        )
        return family + given if self.language == "zh-CN" else f"{given} {family}"

    def company(self, number: int) -> str:
        pick = self.random.choice
        parts = (
            pick(self.words["place"]),
            pick(self.words["brand"]),
            pick(self.words["trade"]),
            pick(self.words["suffix"]),
        )
        glue = "" if self.language == "zh-CN" else " "
        return glue.join(parts) + f" {number:03d}"

    # ---------------------------------------------------------------- master data

    def competitors(self) -> None:
        for name in self.words["competitor"]:
            self.add(
                "competitor",
                "marketing1",
                {"name": name, "strength": self.random.choice(LEVELS)},
                self.at(900),
            )

    def products(self) -> None:
        lines = ("hardware",) * 4 + ("software",) * 4 + ("service",) * 4
        for number, (name, series) in enumerate(zip(self.words["product"], lines, strict=True)):
            price = round(self.random.uniform(600, 15_000), -2)
            cost = round(price * self.random.uniform(0.45, 0.7), 2)
            values = {
                "name": name,
                "code": f"P{number + 1:03d}",
                "series": series,
                "list_price": money(price),
                "unit_cost": money(cost),
                "price_min": money(round(price * 0.75, 2)),
                "price_max": money(round(price * 1.3, 2)),
                "stock": self.random.randint(200, 900),
            }
            self.add("product", "finance1", values, self.at(950))

    def accounts(self) -> None:
        for number in range(self.count(500)):
            kind = self.random.choices(("loyal", "sensitive", "leaving"), (24, 46, 30))[0]
            sensitivity = (
                "high" if kind == "sensitive" else self.random.choices(LEVELS, (5, 4, 1))[0]
            )
            size = round(math.exp(self.random.gauss(5.2, 1.0)))
            values = {
                "name": self.company(number),
                "sector": self.random.choice(SECTORS),
                "region": self.random.choices(REGIONS, (3, 4, 3, 2))[0],
                "employees": size,
                "annual_revenue": money(round(size * self.random.uniform(3e5, 9e5), 2)),
                "founded_year": self.random.randint(1975, 2022),
                "ownership": self.random.choice(("state", "private", "listed", "foreign")),
                "purchasing_power": self.random.choice(LEVELS),
                "price_sensitivity": sensitivity,
                "preferred_channel": self.random.choice(
                    ("visit", "phone", "email", "social", "website")
                ),
                "preferred_products": sorted(
                    self.random.sample(
                        ("hardware", "software", "service"), self.random.randint(1, 2)
                    )
                ),
                "engagement": f"{self.random.betavariate(4, 3):.4f}",
                "satisfaction": self.random.randint(2, 5),
                "service_sensitivity": self.random.choice(LEVELS),
                "pains": self.random.choice(self.words["need"]),
                "budget_amount": money(round(size * self.random.uniform(2e3, 9e3), 2)),
                "main_competitor": f"competitor:{self.random.randrange(len(self.words['competitor']))}",
                "grade": {"loyal": "high_value", "sensitive": "standard", "leaving": "dormant"}[
                    kind
                ],
                "life_stage": {"loyal": "loyal", "sensitive": "customer", "leaving": "leaving"}[
                    kind
                ],
            }
            owner = SELLERS[number % len(SELLERS)]
            account = self.add("account", owner, values, self.at(self.random.uniform(760, 900)))
            self.contacts(account)
            if self.random.random() < 0.4:
                year = {
                    "account": account.reference,
                    "year": self.today.year,
                    "planned": money(round(size * 4e3, 2)),
                    "confirmed": money(round(size * self.random.uniform(3e3, 5e3), 2)),
                    "recorded_on": self.today.isoformat(),
                }
                self.add("budget", owner, year, self.at(30))
            self.opportunities(account, kind)

    def contacts(self, account: DemoRecord) -> None:
        for position in range(self.random.randint(1, 3)):
            values = {
                "name": self.person(),
                "account": account.reference,
                "title": self.random.choice(self.words["title"]),
                "decision_role": ("decision_maker", "influencer", "user")[position],
                "attitude": self.random.choice(("supports", "neutral", "opposes")),
                "mobile": f"+86138{self.random.randrange(10**8):08d}",
                "email": f"contact{len(self.records.get('contact', []))}@example.com",
                "consent": self.random.random() < 0.7,
            }
            self.add("contact", account.owner, values, account.created_at)

    # ---------------------------------------------------------------- opportunities

    def opportunities(self, account: DemoRecord, kind: str) -> None:
        mean = {"loyal": 18, "sensitive": 8, "leaving": 7}[kind]
        number = max(1, round(self.random.gauss(mean, 1.2)))
        latest = {"loyal": 0, "sensitive": 0, "leaving": 320}[kind]
        for _ in range(number):
            started = self.random.uniform(latest + 5, 730)
            self.opportunity(account, kind, started)

    def lines(
        self, kind: str, started: float, discount: float
    ) -> tuple[list[dict[str, Value]], float]:
        rows, total = [], 0.0
        size = {"loyal": 30.0, "sensitive": 12.0, "leaving": 14.0}[kind]
        month = int(started // 30)
        for product_number in self.random.sample(
            range(len(self.words["product"])), self.random.randint(1, 3)
        ):
            product = self.records["product"][product_number].values
            wave = 1 + 0.2 * math.sin(month * (1.3 + 0.21 * product_number))
            elasticity = -1.2 - 0.1 * product_number
            list_price = float(product["list_price"]["amount"])
            price = round(list_price * wave * (1 - discount), 2)
            response = (price / list_price) ** elasticity
            quantity = max(1, round(size * response * math.exp(self.random.gauss(0, 0.25))))
            rows.append(
                {
                    "product": f"product:{product_number}",
                    "quantity": quantity,
                    "unit_price": money(price),
                }
            )
            total += quantity * price
        return rows, round(total, 2)

    def opportunity(self, account: DemoRecord, kind: str, started: float) -> None:
        draw = self.random
        discount = round(draw.betavariate(2, 14) + (0.04 if kind == "sensitive" else 0), 4)
        lines, amount = self.lines(kind, started, discount)
        first = self.at(started)
        values: dict[str, Value] = {
            "account": account.reference,
            "source": draw.choices(("website", "campaign", "referral", "cold_call"), (3, 3, 2, 2))[
                0
            ],
            "amount": money(amount),
            "discount": f"{discount:.4f}",
            "lines": lines,
            "budget_confirmed": draw.random() < 0.5,
            "decision_maker_known": draw.random() < 0.45,
            "need": draw.choice(self.words["need"]),
            "first_contact": first.date().isoformat(),
            "activities_30d": min(20, int(draw.expovariate(1 / 5))),
            "contact_changes": draw.choices((0, 1, 2), (6, 3, 1))[0],
            "budget_change": f"{max(-0.9, draw.gauss(0, 0.22)):.4f}",
            "competitor_news": draw.choices((0, 1, 2, 3), (5, 3, 2, 1))[0],
            "competitor": f"competitor:{draw.randrange(len(self.words['competitor']))}",
        }
        if amount > 1_000_000:
            values["budget_source"] = draw.choice(self.words["need"])
        probability = 1 / (1 + math.exp(-win_logit(values, account.values)))
        duration = max(6.0, math.exp(draw.gauss(3.9, 0.5)))
        closed_days_ago = started - duration
        values["name"] = f"{account.values['name']} #{len(self.records.get('opportunity', [])) + 1}"
        record = self.add("opportunity", account.owner, values, first)
        won = draw.random() < probability
        self.truth[record.reference] = probability
        self._walk(record, started, duration, closed_days_ago, won)
        self._activities(record, account, started, max(closed_days_ago, 0.0))

    def _walk(
        self, record: DemoRecord, started: float, duration: float, closed_days_ago: float, won: bool
    ) -> None:
        draw = self.random
        if closed_days_ago > 0:
            reached = len(OPEN_STAGES) if won else draw.choices((1, 2, 3, 4, 5), (1, 2, 3, 3, 3))[0]
            steps = OPEN_STAGES[:reached]
            record.stages = [
                (stage, self.at(started - duration * position / (reached + 1)))
                for position, stage in enumerate(steps)
            ]
            record.stages.append(("won" if won else "lost", self.at(closed_days_ago)))
            record.values["close_date"] = self.at(closed_days_ago).date().isoformat()
            if won:
                record.values["win_reason"] = draw.choice(self.words["need"])
            else:
                record.values["loss_reason"] = draw.choices(
                    ("product", "price", "competition", "skill", "customer"), (2, 4, 3, 1, 2)
                )[0]
            return
        share = started / duration
        reached = min(len(OPEN_STAGES), 1 + int(share * len(OPEN_STAGES)))
        record.stages = [
            (stage, self.at(started * (1 - position / (reached + 0.5))))
            for position, stage in enumerate(OPEN_STAGES[:reached])
        ]
        record.values["close_date"] = self.at(closed_days_ago).date().isoformat()

    def _activities(
        self, record: DemoRecord, account: DemoRecord, started: float, ended: float
    ) -> None:
        for _ in range(max(1, round(self.random.gauss(10, 2)))):
            moment = self.at(self.random.uniform(ended, started))
            values = {
                "subject": self.random.choice(self.words["topic"]),
                "account": account.reference,
                "opportunity": record.reference,
                "channel": self.random.choice(
                    ("visit", "phone", "email", "meeting", "social", "website")
                ),
                "happened_at": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "content": self.random.choice(self.words["need"]),
            }
            self.add("activity", record.owner, values, moment)

    # ---------------------------------------------------------------- around the sale

    def leads(self) -> None:
        for _ in range(self.count(400)):
            received = self.random.uniform(0, 200)
            status = self.random.choices(
                ("new", "contacted", "qualified", "discarded"), (3, 4, 2, 1)
            )[0]
            values = {
                "company": self.company(self.random.randrange(1000)),
                "person": self.person(),
                "source": self.random.choice(
                    ("website", "campaign", "referral", "api", "cold_call")
                ),
                "region": self.random.choice(REGIONS),
                "status": status,
                "received_at": self.at(received).strftime("%Y-%m-%dT%H:%M:%SZ"),
                "need": self.random.choice(self.words["need"]),
            }
            if status == "discarded":
                values["discard_reason"] = self.random.choice(self.words["need"])
            self.add("lead", self.random.choice(SELLERS), values, self.at(received))

    def tickets(self) -> None:
        for account in self.records["account"]:
            for _ in range(self.random.choices((0, 1, 2, 3), (4, 3, 2, 1))[0]):
                opened = self.random.uniform(0, 400)
                status = (
                    "closed" if opened > 20 else self.random.choice(("open", "working", "closed"))
                )
                values = {
                    "subject": self.random.choice(self.words["ticket"]),
                    "account": account.reference,
                    "kind": self.random.choice(("problem", "suggestion", "request")),
                    "status": status,
                    "opened_at": self.at(opened).strftime("%Y-%m-%dT%H:%M:%SZ"),
                }
                if status == "closed":
                    values["satisfaction"] = self.random.randint(2, 5)
                self.add("ticket", "service1", values, self.at(opened))


def money(amount: float) -> dict[str, str]:
    """Return an amount in the currency of the demo, as the API writes it."""
    return {"amount": f"{amount:.2f}", "currency": "CNY"}


def generate(
    *, seed: int = 7, scale: float = 1.0, language: str = "zh-CN", today: date | None = None
) -> Demo:
    """Return the demo: about 500 accounts, 5,000 opportunities and 50,000 activities at scale 1."""
    generator = _Generator(seed, scale, language, today or datetime.now(UTC).date())
    generator.competitors()
    generator.products()
    generator.accounts()
    generator.leads()
    generator.tickets()
    order = (
        "competitor",
        "product",
        "account",
        "contact",
        "lead",
        "opportunity",
        "activity",
        "ticket",
        "budget",
    )
    records = {form: generator.records.get(form, []) for form in order}
    demand(records["product"], records["account"], records["opportunity"])
    return Demo(TEAMS, _users(language), records, generator.truth)


def demand(
    products: list[DemoRecord], accounts: list[DemoRecord], opportunities: list[DemoRecord]
) -> None:
    """Fill each product's monthly demand and price elasticity from the generated lines.

    Ordinary least squares of log quantity on log price within the grades of accounts (larger
    accounts pay less and buy more, which would hide the response); an association, not a cause.
    """
    grades = {account.reference: account.values["grade"] for account in accounts}
    sold: dict[str, dict[str, list[tuple[float, float]]]] = {}
    for record in opportunities:
        grade = grades[record.values["account"]]
        for line in record.values["lines"]:
            pair = (math.log(float(line["unit_price"]["amount"])), math.log(line["quantity"]))
            sold.setdefault(line["product"], {}).setdefault(grade, []).append(pair)
    for product in products:
        groups = sold.get(product.reference, {})
        total = sum(len(pairs) for pairs in groups.values())
        if total < 40:
            continue
        covariance = variance = 0.0
        for pairs in groups.values():
            mean_x = sum(x for x, _ in pairs) / len(pairs)
            mean_y = sum(y for _, y in pairs) / len(pairs)
            covariance += sum((x - mean_x) * (y - mean_y) for x, y in pairs)
            variance += sum((x - mean_x) ** 2 for x, _ in pairs)
        units = sum(math.exp(y) for pairs in groups.values() for _, y in pairs)
        product.values["elasticity"] = f"{covariance / variance:.4f}"
        product.values["monthly_demand"] = f"{units / 24:.2f}"
        # enough for the present price and a little less, so that stock binds only now and then
        product.values["stock"] = round(units / 24 * 1.25)


def ceiling_auc(demo: Demo) -> float:
    """Return the AUC of the true probabilities on the closed opportunities: the honest ceiling."""
    scored = [
        (demo.truth[record.reference], record.stages[-1][0] == "won")
        for record in demo.records["opportunity"]
        if record.stages[-1][0] in ("won", "lost")
    ]
    ranked = sorted(scored)
    won = sum(1 for _, is_won in ranked if is_won)
    ranks = sum(position for position, (_, is_won) in enumerate(ranked, 1) if is_won)
    return (ranks - won * (won + 1) / 2) / (won * (len(ranked) - won))
