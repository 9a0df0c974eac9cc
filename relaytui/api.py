"""All that a screen may import."""

from relaytui.analysis.entries import Entries, Folded, Held
from relaytui.analysis.groups import GROUPINGS as RATE_GROUPINGS
from relaytui.analysis.health import facts_of_health, troubles
from relaytui.analysis.queue import BY_LOG as QUEUE_BY_LOG
from relaytui.analysis.queue import GROUPINGS as QUEUE_GROUPINGS
from relaytui.analysis.queue import QueueGroup, QueueView
from relaytui.analysis.queue_message import QueueMessage, origins_of
from relaytui.analysis.rate_rows import ORDERS as RATE_ORDERS
from relaytui.analysis.rate_rows import RateRow
from relaytui.analysis.rate_snapshot import Snapshot as RateSnapshot
from relaytui.analysis.rate_words import SHORT as RATE_LIMITS_SHORT
from relaytui.analysis.rate_words import bar as limit_bar
from relaytui.analysis.rate_words import peaks_of
from relaytui.analysis.rate_words import use_token as limit_token
from relaytui.analysis.slices import WINDOWS as RATE_WINDOWS
from relaytui.analysis.tally import Tally
from relaytui.analysis.updates import (
    HostRow,
    UpdateRow,
    problems,
    trouble_rank,
    update_rows,
    waiting_for,
)
from relaytui.analysis.why import Cause, Subject, causes, subject_of
from relaytui.changes.draft import Target
from relaytui.changes.history import Deed
from relaytui.changes.history import changes_of as changes_of_journal
from relaytui.changes.journal import Journal, JournalError
from relaytui.config.paths import journal_file
from relaytui.domain.entry import Block, Trust
from relaytui.domain.event import Event
from relaytui.domain.finding import Absent, Failed, Remedy
from relaytui.domain.host_spec import HostSpec
from relaytui.domain.limits import Limits
from relaytui.domain.line import Line
from relaytui.domain.link_state import HostStatus, LinkState
from relaytui.domain.net import Net, parse_net
from relaytui.domain.text import SafeText, safe
from relaytui.engine.tracing import Tracing
from relaytui.errors import RelaytuiError, UsageError
from relaytui.facts.base import AnyFact, Fact, HostFacts
from relaytui.facts.changelog import CHANGES, changes_of
from relaytui.facts.limits import LIMITS
from relaytui.facts.message_headers import HEADERS, headers_of
from relaytui.facts.packages import PACKAGES
from relaytui.facts.queue import QUEUE
from relaytui.facts.rspamd_limits import RSPAMD_LIMITS
from relaytui.facts.updates import UPDATES, Updates
from relaytui.layers.block_count import BlockCount, BlockCounts
from relaytui.layers.reading import BlockReading, TrustReading, block_reading, trust_reading
from relaytui.offers import Offer, offers
from relaytui.plugins import ScreenSpec
from relaytui.state.ages import (
    age_words,
    bytes_words,
    count_words,
    long_span_words,
    moment_words,
    rate_words,
    span_words,
)
from relaytui.state.counters import RelayCounts
from relaytui.state.filter import Filter, parse_filter
from relaytui.state.ring_search import RingSearch
from relaytui.state.search import Search
from relaytui.state.short_names import short_names
from relaytui.state.sightings import Sightings
from relaytui.state.sparkline import sparkline
from relaytui.state.store import Change, Store
from relaytui.theming import ConsoleTheme
from relaytui.trace.outcome import outcome_of
from relaytui.trace.recipients import recipients_of
from relaytui.trace.sought import Sought
from relaytui.trace.story import Story
from relaytui.trace.words import id_words as story_id
from relaytui.trace.words import recipient_words, sender_words
from relaytui.trace.words import token_of as outcome_token
from relaytui.widgets.again import Again, read_again
from relaytui.widgets.bar import Bar, Word
from relaytui.widgets.card import line_paragraphs
from relaytui.widgets.commands import command
from relaytui.widgets.entry import Entry
from relaytui.widgets.entry_screen import EntryScreen, joined
from relaytui.widgets.environment import environment_of
from relaytui.widgets.filter_entry import FilterEntry
from relaytui.widgets.fleet_card import measured
from relaytui.widgets.fleet_rows import GOOD, FleetRows, state_words
from relaytui.widgets.keys import key
from relaytui.widgets.line_view import LineView
from relaytui.widgets.list_keys import Note, Sort
from relaytui.widgets.list_screen import ListScreen
from relaytui.widgets.log_filtering import LogFiltering
from relaytui.widgets.log_rows import COMPACT, LogForm, LogRows
from relaytui.widgets.log_taking import LogTaking
from relaytui.widgets.overlay import Overlay, TextPanel
from relaytui.widgets.queue_card import header_paragraphs, message_paragraphs
from relaytui.widgets.rate_card import Card as RateCardContent
from relaytui.widgets.rate_card import RateCard
from relaytui.widgets.relay_screen import RelayScreen
from relaytui.widgets.story_card import StoryCard, card_of
from relaytui.widgets.story_text import story_paragraphs
from relaytui.widgets.strips import Part, column, fit
from relaytui.widgets.table import Cell, Column
from relaytui.widgets.text_panel import Paragraph, Paragraphs
from relaytui.widgets.time_column import TIME_FORMS
from relaytui.widgets.update_card import (
    changes_paragraphs,
    host_line,
    host_paragraphs,
    lists_words,
    update_paragraphs,
)

__all__ = [
    "CHANGES",
    "COMPACT",
    "GOOD",
    "HEADERS",
    "LIMITS",
    "PACKAGES",
    "QUEUE",
    "QUEUE_BY_LOG",
    "QUEUE_GROUPINGS",
    "RATE_GROUPINGS",
    "RATE_LIMITS_SHORT",
    "RATE_ORDERS",
    "RATE_WINDOWS",
    "RSPAMD_LIMITS",
    "TIME_FORMS",
    "UPDATES",
    "Absent",
    "Again",
    "AnyFact",
    "Bar",
    "Block",
    "BlockCount",
    "BlockCounts",
    "BlockReading",
    "Cause",
    "Cell",
    "Change",
    "Column",
    "ConsoleTheme",
    "Deed",
    "Entries",
    "Entry",
    "EntryScreen",
    "Event",
    "Fact",
    "Failed",
    "Filter",
    "FilterEntry",
    "FleetRows",
    "Folded",
    "Held",
    "HostFacts",
    "HostRow",
    "HostSpec",
    "HostStatus",
    "Journal",
    "JournalError",
    "Limits",
    "Line",
    "LineView",
    "LinkState",
    "ListScreen",
    "LogFiltering",
    "LogForm",
    "LogRows",
    "LogTaking",
    "Net",
    "Note",
    "Offer",
    "Overlay",
    "Paragraph",
    "Paragraphs",
    "Part",
    "QueueGroup",
    "QueueMessage",
    "QueueView",
    "RateCard",
    "RateCardContent",
    "RateRow",
    "RateSnapshot",
    "RelayCounts",
    "RelayScreen",
    "RelaytuiError",
    "Remedy",
    "RingSearch",
    "SafeText",
    "ScreenSpec",
    "Search",
    "Sightings",
    "Sort",
    "Sought",
    "Store",
    "Story",
    "StoryCard",
    "Subject",
    "Tally",
    "Target",
    "TextPanel",
    "Tracing",
    "Trust",
    "TrustReading",
    "UpdateRow",
    "Updates",
    "UsageError",
    "Word",
    "age_words",
    "block_reading",
    "bytes_words",
    "card_of",
    "causes",
    "changes_of",
    "changes_of_journal",
    "changes_paragraphs",
    "column",
    "command",
    "count_words",
    "environment_of",
    "facts_of_health",
    "fit",
    "header_paragraphs",
    "headers_of",
    "host_line",
    "host_paragraphs",
    "joined",
    "journal_file",
    "key",
    "limit_bar",
    "limit_token",
    "line_paragraphs",
    "lists_words",
    "long_span_words",
    "measured",
    "message_paragraphs",
    "moment_words",
    "offers",
    "origins_of",
    "outcome_of",
    "outcome_token",
    "parse_filter",
    "parse_net",
    "peaks_of",
    "problems",
    "rate_words",
    "read_again",
    "recipient_words",
    "recipients_of",
    "safe",
    "sender_words",
    "short_names",
    "span_words",
    "sparkline",
    "state_words",
    "story_id",
    "story_paragraphs",
    "subject_of",
    "trouble_rank",
    "troubles",
    "trust_reading",
    "update_paragraphs",
    "update_rows",
    "waiting_for",
]
