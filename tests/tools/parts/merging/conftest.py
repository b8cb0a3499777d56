from tests.tools.cleanup.conftest import ctx

__all__ = ["ctx"]
