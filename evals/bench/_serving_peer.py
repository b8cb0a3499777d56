"""What Pitcrew's server is measured beside: a bare LangChain agent behind FastAPI, as text.

It is a program of its own, as somebody would write it in an afternoon: the same endpoint, tools
that read the same rows, the same kind of stream; no accounts, journal, receipts, limits or guard.
The examiners may import neither library, so it is written to a file and run from there.
"""

PROGRAM = '''
import json, os, sqlite3
import uvicorn
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from langchain.agents import create_agent
from langchain_openai import ChatOpenAI
from pydantic import BaseModel

STORE, MODEL, PORT = os.environ["STORE"], os.environ["MODEL"], int(os.environ["PORT"])

SUM = "SELECT sum(amount_cents) FROM opportunity WHERE state = 'live' AND"


def rows(statement):
    connection = sqlite3.connect(f"file:{STORE}?mode=ro", uri=True)
    try:
        return json.dumps(connection.execute(statement).fetchall())
    finally:
        connection.close()


def count_accounts() -> str:
    """How many accounts there are."""
    return rows("SELECT count(*) FROM account WHERE state = 'live'")


def open_pipeline() -> str:
    """The open pipeline."""
    return rows(f"{SUM} closed_on IS NULL")


def won_revenue() -> str:
    """What was won."""
    return rows(f"{SUM} closed_on IS NOT NULL")


def list_deals() -> str:
    """Ten deals."""
    return rows("SELECT id, name, amount_cents FROM opportunity WHERE state = 'live' LIMIT 10")


model = ChatOpenAI(model="scripted", base_url=MODEL, api_key="none", max_retries=0, streaming=True,
                   stream_usage=True)
agent = create_agent(model, [count_accounts, open_pipeline, won_revenue, list_deals])
app = FastAPI()


class Words(BaseModel):
    text: str


@app.get("/health")
def health():
    return {"status": "ok"}


@app.post("/v1/chat")
async def chat(words: Words):
    async def lines():
        yield "event: started\\ndata: {}\\n\\n"
        asked = {"messages": [{"role": "user", "content": words.text}]}
        async for update in agent.astream(asked, stream_mode="updates"):
            for node, found in update.items():
                said = [m.text for m in found.get("messages", [])]
                yield f"event: {node}\\ndata: {json.dumps(said)}\\n\\n"
        yield "event: ended\\ndata: {}\\n\\n"
    return StreamingResponse(lines(), media_type="text/event-stream")


uvicorn.run(app, host="127.0.0.1", port=PORT, log_level="warning")
'''
