"""A strict stand-in for Slack and for the world a mail bot lives in."""

from .company import NORTHWIND, Company, CompanyChannel, CompanyUser
from .records import Record
from .server import Sandbox
from .world import SCOPES, Settings

__all__ = ["NORTHWIND", "SCOPES", "Company", "CompanyChannel", "CompanyUser", "Record", "Sandbox", "Settings"]
