"""What is known before any document is read: divisions, names of agencies, codes of issuers.

Entry points: `divisions.load`, `agencies.expand`, `agencies.systems`, `issuers.by_code`.
"""

from __future__ import annotations
