"""The ground floor: tables, receipts, change sets, the one writer, and every deliberate error."""
