"""The store's tables, step by step: each revision is a module in `versions/`."""

REVISIONS = (
    "0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011", "0012",
    "0013", "0014", "0015", "0017", "0018",
)  # fmt: skip
"""Every revision, oldest first; reading them here spares opening a store the import of alembic."""

HEAD = REVISIONS[-1]
