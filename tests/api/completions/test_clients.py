"""The official clients against a real server: what they send is taken, what they get is read."""

from collections.abc import Iterator

import openai
import pytest
from langchain_core.messages import AIMessage, HumanMessage
from langchain_openai import ChatOpenAI

from api.app import build
from tests.api.fakes import FakeOffice, reply
from tests.loopback import served


@pytest.fixture
def address(office: FakeOffice) -> Iterator[str]:
    with served(build(office)) as url:
        yield f"{url}/v1"


@pytest.fixture
def official(address: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=address, api_key="none", max_retries=0) as made:
        yield made


def test_the_official_client_lists_and_asks(official: openai.OpenAI, office: FakeOffice):
    assert [model.id for model in official.models.list()] == ["pitcrew"]
    assert official.models.retrieve("pitcrew").owned_by == "pitcrew"
    messages = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Won?"}]
    first = official.chat.completions.create(model="pitcrew", messages=messages)
    said = first.choices[0].message
    assert "$2,355,928" in (said.content or "")
    assert first.usage is not None
    follow = [*messages, said.model_dump(), {"role": "user", "content": "by region?"}]
    official.chat.completions.create(model="pitcrew", messages=follow)
    assert [ask.conversation for ask in office.desk.asked] == [None, "cnv_1"]


def test_the_official_client_streams(official: openai.OpenAI, office: FakeOffice):
    office.desk.says = reply(usage={"input_tokens": 3, "output_tokens": 2})
    stream = official.chat.completions.create(
        model="pitcrew", messages=[{"role": "user", "content": "Won?"}], stream=True,
        stream_options={"include_usage": True},
    )  # fmt: skip
    chunks = list(stream)
    text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert "| East | $1,200,001 |" in text
    assert [c.usage.total_tokens for c in chunks if c.usage] == [5]


def test_the_official_client_raises_its_own_errors(official: openai.OpenAI):
    ask = [{"role": "user", "content": "Won?"}]
    with pytest.raises(openai.NotFoundError, match="There is no model 'gpt'"):
        official.chat.completions.create(model="gpt", messages=ask)
    with pytest.raises(openai.BadRequestError, match="one answer"):
        official.chat.completions.create(model="pitcrew", messages=ask, n=3)


def test_langchains_client_asks_and_streams(address: str, office: FakeOffice):
    model = ChatOpenAI(model="pitcrew", base_url=address, api_key="none", stream_usage=True)
    first = model.invoke("Won?")
    assert "$2,355,928" in first.text
    talk = [HumanMessage("Won?"), AIMessage(first.text), HumanMessage("by region?")]
    streamed = "".join(piece.text for piece in model.stream(talk))
    assert "$2,355,928" in streamed
    assert [ask.conversation for ask in office.desk.asked] == [None, "cnv_1"]
    model.root_client.close()
