"""Attached files -> text and tables that count as their document's own: office, PDF, OFD, and ZIP of these. Pure.

Parsers of such files are complex and some are young: `contents.read_file` is for a child process (monitor.child). Only
`contents` loads them; this package does not, nor do its other modules.
"""
