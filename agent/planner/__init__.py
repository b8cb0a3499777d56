"""The embedded planner: a chat model that plans without a language model.

It is driven by data. Its rooms stand on one another in this order, which a contract holds:

- `learned`: networks that choose a tool and a metric, trained on the playbooks' asks.
- `words`: a request as words, and what they mean here: declarations, and values of the store.
- `schedules`, `conditions`, `links`, `figures`, `orders`: readers of one kind of phrase each.
- `reading`: words into the typed arguments of a tool, and so into calls.
- `judging`: what such a reading is worth: run it, ask, refuse, or say what was left over.
- `talk`: messages that lean on what was said before.

`understanding` takes a message through them, and `model` speaks to the agent loop as any chat model
does.
"""
