"""Reads of customers, each for a viewer and masked, unless said otherwise."""

from __future__ import annotations

from balie.records.customers.queries.duplicates import Likely, likely_duplicates
from balie.records.customers.queries.files import CustomerFile, file_for, file_of, load_file
from balie.records.customers.queries.finding import (
    CustomerSummary,
    files_reached_by,
    find_by_mail,
    find_by_number,
    find_by_phone,
    found_by_mail_asked,
    load,
    name_in_list,
    name_parts,
    summaries,
)
from balie.records.customers.queries.history import changes_of, open_work_for, panels_for, timeline_for
from balie.records.customers.queries.labels import FIELD_NAMES
from balie.records.customers.queries.lists import Filters, Page, customers_for
from balie.records.customers.queries.merging import MergePreview, merge_preview, merges_into
from balie.records.customers.queries.names import said_name, salutation_of
from balie.records.customers.queries.tabs import entitled_parts, tabs_for

__all__ = [
    "FIELD_NAMES",
    "CustomerFile",
    "CustomerSummary",
    "Filters",
    "Likely",
    "MergePreview",
    "Page",
    "changes_of",
    "customers_for",
    "entitled_parts",
    "file_for",
    "file_of",
    "files_reached_by",
    "find_by_mail",
    "find_by_number",
    "find_by_phone",
    "found_by_mail_asked",
    "likely_duplicates",
    "load",
    "load_file",
    "merge_preview",
    "merges_into",
    "name_in_list",
    "name_parts",
    "open_work_for",
    "panels_for",
    "said_name",
    "salutation_of",
    "summaries",
    "tabs_for",
    "timeline_for",
]
