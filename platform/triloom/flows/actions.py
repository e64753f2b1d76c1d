"""What the reader of a record may do with it now, in their language, with reasons."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from triloom.access.predicate import check_row
from triloom.access.rights import can
from triloom.context import RequestContext
from triloom.flows.facts import actor_of, facts_of
from triloom.flows.graphs import FlowVersion, pinned_flow, published_flow
from triloom.flows.refusals import UNSEEN, may_quote
from triloom.flows.store import find_instance
from triloom.messages import CATALOGUE
from triloom.records.layout import layout_of
from triloom.records.listeners import Image
from triloom.records.model import Record
from triloom.records.read import load_image
from triloom.records.visibility import Visibility, visibility_of
from triloom_core.json_types import Json, JsonObject
from triloom_core.messages import render
from triloom_core.text import pick
from triloom_flow.offers import Offer, Reason, offers
from triloom_flow.spec import StageSpec

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm


@dataclass(frozen=True, slots=True)
class ActionOffer:
    """One action as it is shown to its reader."""

    key: str
    label: str
    to: JsonObject | None
    allowed: bool
    reasons: tuple[JsonObject, ...]
    required: tuple[str, ...]
    requires_comment: bool

    def to_json(self) -> JsonObject:
        """Return the offer as the API answers it."""
        return {
            "key": self.key,
            "label": self.label,
            "to": self.to,
            "allowed": self.allowed,
            "reasons": cast("list[Json]", list(self.reasons)),
            "required": cast("list[Json]", list(self.required)),
            "requires_comment": self.requires_comment,
        }


def stages_json(ctx: RequestContext, form: "PublishedForm") -> list[JsonObject]:
    """Return the stages of a form's published flow in their order, [] without a flow."""
    flow = published_flow(ctx, form)
    return [] if flow is None else [stage_json(ctx, stage) for stage in flow.graph.spec.stages]


def stage_json(ctx: RequestContext, stage: StageSpec) -> JsonObject:
    """Return a stage with its label in the reader's language."""
    return {
        "key": stage.key,
        "label": pick(stage.label, ctx.language, ctx.organisation.default_language),
        "kind": stage.kind,
        "probability": stage.probability,
        "required": cast("list[Json]", list(stage.required)),
        "color": stage.color,
    }


def available_actions(
    ctx: RequestContext, form: "PublishedForm", record: Record
) -> tuple[ActionOffer, ...]:
    """Return the actions of the record's stage, refused ones too, each with its reasons."""
    image = load_image(ctx, layout_of(form), record.id)
    instance = find_instance(ctx, record_id=record.id)
    if image is None or instance is None:
        return ()
    flow = pinned_flow(ctx, form, instance.flow_id, instance.version, instance.sha256)
    found = offers(
        flow.graph,
        instance.state,
        facts=facts_of(ctx, form, image, flow),
        actor=actor_of(ctx, form.app_key),
        now=ctx.now,
    )
    return tuple(_shown(ctx, form, image, flow, offer) for offer in found)


def stage_required(ctx: RequestContext, form: "PublishedForm", image: Image) -> frozenset[str]:
    """Return the keys of fields that the record's present stage requires."""
    flow = published_flow(ctx, form)
    if flow is None:
        return frozenset()
    stage = flow.graph.stages_by_key.get(str(image.get("stage")))
    return frozenset() if stage is None else frozenset(stage.required)


def _shown(
    ctx: RequestContext, form: "PublishedForm", image: Image, flow: FlowVersion, offer: Offer
) -> ActionOffer:
    visibility = visibility_of(ctx, form)
    reasons = [reason_json(ctx, visibility, offer, reason) for reason in offer.reasons]
    if not can(ctx, form, "transition") or not check_row(ctx, form, "transition", image):
        code = "flow.not_permitted"
        reasons.insert(0, {"code": code, "message": render(CATALOGUE, code, ctx.language)})
    default = ctx.organisation.default_language
    to = offer.stage
    return ActionOffer(
        key=offer.action,
        label=pick(offer.label, ctx.language, default) or offer.action,
        to=None
        if to is None
        else {"key": to.key, "label": pick(to.label, ctx.language, default), "kind": to.kind},
        allowed=not reasons,
        reasons=tuple(reasons),
        required=offer.required,
        requires_comment=offer.requires_comment,
    )


def reason_json(
    ctx: RequestContext, visibility: Visibility, offer: Offer, reason: Reason
) -> JsonObject:
    """Return a reason in the reader's language; conditions over hidden fields are not quoted."""
    default = ctx.organisation.default_language
    label = pick(offer.label, ctx.language, default) or offer.action
    data: dict[str, Json] = {**reason.data, "action": label}
    if "condition" in data and not may_quote(visibility, reason.fields):
        data["condition"] = UNSEEN
    text = pick(reason.text, ctx.language, default)
    message = text or render(CATALOGUE, reason.code, ctx.language, data)
    answer: JsonObject = {"code": reason.code, "message": message}
    if "condition" in data:
        answer["condition"] = data["condition"]
    return answer
