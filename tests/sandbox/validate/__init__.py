"""Refuses what Slack refuses in blocks, messages and views, in Slack's words."""

from .payloads import check_blocks, check_options, check_view
from .problem import Problem

__all__ = ["Problem", "check_blocks", "check_options", "check_view"]
