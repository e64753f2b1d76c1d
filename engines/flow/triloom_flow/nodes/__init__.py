"""Every node type that a flow may use, in the order of the builder's palette."""

from triloom_flow.node_type import NodeType
from triloom_flow.nodes.and_join import JoinNode
from triloom_flow.nodes.and_split import SplitNode
from triloom_flow.nodes.approval import ApprovalNode
from triloom_flow.nodes.assign import AssignNode
from triloom_flow.nodes.create_record import CreateRecordNode
from triloom_flow.nodes.email import EmailNode
from triloom_flow.nodes.end import EndNode
from triloom_flow.nodes.note import NoteNode
from triloom_flow.nodes.notify import NotifyNode
from triloom_flow.nodes.set_vars import SetVariablesNode
from triloom_flow.nodes.stage import StageNode
from triloom_flow.nodes.start import StartNode
from triloom_flow.nodes.timer import TimerNode
from triloom_flow.nodes.update_record import UpdateRecordNode
from triloom_flow.nodes.wait_event import WaitEventNode
from triloom_flow.nodes.webhook import WebhookNode
from triloom_flow.nodes.xor import ExclusiveNode

__all__ = ["BUILTIN_NODE_TYPES", "NODE_TYPES"]

BUILTIN_NODE_TYPES: tuple[NodeType, ...] = (
    StartNode(),
    StageNode(),
    ApprovalNode(),
    ExclusiveNode(),
    SplitNode(),
    JoinNode(),
    TimerNode(),
    WaitEventNode(),
    SetVariablesNode(),
    UpdateRecordNode(),
    CreateRecordNode(),
    AssignNode(),
    NotifyNode(),
    EmailNode(),
    WebhookNode(),
    NoteNode(),
    EndNode(),
)

NODE_TYPES: dict[str, NodeType] = {node_type.name: node_type for node_type in BUILTIN_NODE_TYPES}
