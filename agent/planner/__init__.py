"""The embedded planner: a chat model that plans without a language model.

It is driven by data. `lexicon` holds what words mean here, `intent` learns from the playbooks which
tool a sentence asks for, `readers` turn words into typed arguments, `following` builds on what was
said before, and `model` speaks to the agent loop as any chat model does.
"""
