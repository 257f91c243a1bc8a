"""A model behind a server as a proposer."""

from __future__ import annotations

import numpy as np
import pytest

from chat_server import ChatServer, cut, serving, whole
from zero_to_cad.errors import ProposerError
from zero_to_cad.propose import Budget, ChatEndpoint, EndpointProposer, Target
from zero_to_cad.propose.patience import Patience
from zero_to_cad.propose.prompt import endpoint_chat
from zero_to_cad.propose.sampling import Sampling
from zero_to_cad.propose.transcript import total
from zero_to_cad.views import Views

BOX = "import cadquery as cq\n\nresult = cq.Workplane().box(1, 2, 3)\n"
DISC = "import cadquery as cq\n\nresult = cq.Workplane().circle(4).extrude(2)\n"
VIEWS = Views(tuple(np.full((256, 256, 3), 20 * i, dtype=np.uint8) for i in range(8)))
TARGET = Target("part", views=VIEWS)


def proposer(server: ChatServer, sampling: Sampling | None = None) -> EndpointProposer:
    chat = ChatEndpoint(server.url, "m", tries=2, patience=Patience(first=0.01))
    return EndpointProposer(chat, sampling or Sampling())


def test_it_is_asked_as_the_checkpoint_is() -> None:
    budget = Budget(5)
    with serving(whole(f"```python\n{BOX}```")) as server:
        (candidate,) = proposer(server).propose(TARGET, budget)
    assert (candidate.program, candidate.proposer, candidate.detail) == (BOX, "endpoint", "m")
    (request,) = server.requests
    assert request["messages"] == endpoint_chat(VIEWS)
    assert (request["temperature"], request["max_tokens"]) == (0.0, 4096)
    assert total(budget.exchanges).prompt_tokens == 600


def test_samples_are_asked_for_one_by_one() -> None:
    with serving(whole(BOX), whole(DISC)) as server:
        candidates = proposer(server, Sampling(4, seed=10)).propose(TARGET, Budget(5))
        assert next(candidates).program == BOX
        assert next(candidates).detail == "m, sample 2 of 4"
    assert [request["temperature"] for request in server.requests] == [0.0, 0.7]
    assert [request["seed"] for request in server.requests] == [10, 11]


def test_words_are_passed_over_while_another_sample_holds_a_program() -> None:
    budget = Budget(5)
    with serving(whole("I cannot."), whole(BOX), whole("I cannot.")) as server:
        (candidate,) = proposer(server, Sampling(3)).propose(TARGET, budget)
    assert candidate.program == BOX
    assert total(budget.exchanges).requests == 3


def test_words_alone_are_an_error() -> None:
    with serving(whole("I cannot tell.")) as server, pytest.raises(ProposerError, match="I cannot tell") as caught:
        list(proposer(server, Sampling(2)).propose(TARGET, Budget(5)))
    assert caught.value.kind == "refused"


def test_a_truncated_program_is_proposed_and_says_so() -> None:
    with serving(whole(BOX[:40], finish="length")) as server:
        (candidate,) = proposer(server).propose(TARGET, Budget(5))
    assert candidate.detail == "m, cut off"


def test_a_server_that_gives_up() -> None:
    with serving(whole(BOX), cut()) as server:
        candidates = proposer(server, Sampling(2)).propose(TARGET, Budget(5))
        assert next(candidates).program == BOX
        with pytest.raises(ProposerError, match="cut off") as caught:
            next(candidates)
    assert caught.value.kind == "unavailable"
