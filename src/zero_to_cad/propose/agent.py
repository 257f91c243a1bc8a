"""A model behind a server that sees what its programs make, and improves them round by round."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

from zero_to_cad.errors import ConfigError, ProposerError
from zero_to_cad.propose.answer import Answer
from zero_to_cad.propose.attempt import Attempt
from zero_to_cad.propose.base import Budget, Candidate, Target, Told
from zero_to_cad.propose.chat import ChatEndpoint, RejectedError
from zero_to_cad.propose.feedback import in_pictures, in_words
from zero_to_cad.propose.prompt import Message, endpoint_chat
from zero_to_cad.propose.reply import Reply, ToolCall
from zero_to_cad.propose.sampling import MAX_TOKENS
from zero_to_cad.propose.transcript import PROGRAM, RUN_TOOL, Exchange, offers
from zero_to_cad.views import Views, load_convention

MOST_ROUNDS = 100
OPENING = 2  # Messages: the task, and the target's views.
# What servers answer to a request with tools when they, or their model, know none.
NO_TOOLS = frozenset([400, 404, 422, 501])
TOOL = {
    "type": "function",
    "function": {
        "name": RUN_TOOL,
        "description": "Run a CadQuery program and see the part that it makes beside the target.",
        "parameters": {
            "type": "object",
            "properties": {PROGRAM: {"type": "string", "description": "The whole source text of the program."}},
            "required": [PROGRAM],
        },
    },
}
TASK = """You rebuild parts as CadQuery programs. You see eight orthographic views of a part, and you write a Python \
program that makes exactly this part.
- The program starts with `import cadquery as cq` and leaves one valid solid in `result`.
- Dimensions are in millimetres. Name them at the top and use the names; keep the program short and readable.
- Build the base first, then what is added, then what is cut, fillets and chamfers last and only where you see them.
- It may import math, and nothing that reaches files, processes or the network.
{views}
{how}
You have {rounds} rounds. The best program of all rounds is taken, so keep improving until the pictures agree."""
BY_TOOL = f"Call {RUN_TOOL} with a whole program each round. Stop calling it when you cannot improve the part any more."
BY_FENCE = (
    "Answer each round with a whole program in one ```python fence. Answer without a program when you cannot improve "
    "the part any more."
)


@dataclass(frozen=True)
class AgentProposer:
    """Proposes one program a round, each after what became of the one before.

    rounds: programs in all, from 2. told: called with the number of tokens of the answer under way. Programs come by
    tool calls, and in fences from servers or models that know no tools. Raises ConfigError.
    """

    chat: ChatEndpoint
    rounds: int
    seed: int = 0
    told: Told | None = None

    def __post_init__(self) -> None:
        if not 2 <= self.rounds <= MOST_ROUNDS:
            raise ConfigError(f"--rounds must be from 1 to {MOST_ROUNDS}, not {self.rounds}.")

    @property
    def name(self) -> str:
        return "endpoint"

    def propose(self, target: Target, budget: Budget) -> Generator[Candidate, Attempt | None, None]:
        """Yield a program a round; ends with the rounds, the budget, or when the model has no more to offer.

        Raises ProposerError when the server gives no answer, or the model never offered a program.
        """
        talk = Conversation(self, target, target.pictures(), budget)
        proposed = 0
        refusal: ProposerError | None = None
        for turn in range(1, self.rounds + 1):
            if turn > 1 and not budget.left:
                break
            reply = talk.ask()
            left = talk.left(self.rounds - turn)
            before = proposed
            for call, offer in offers(reply):
                if isinstance(offer, ProposerError):
                    refusal = offer
                    talk.tell(call, f"{offer} {left}")
                elif proposed > before:
                    talk.tell(call, "Only one program a round is run.")
                else:
                    proposed += 1
                    attempt = yield Candidate(offer.program, self.name, self._detail(turn, offer))
                    talk.show(call, attempt, left)
            if before and before == proposed and not reply.tool_calls and not reply.truncated:
                break
        if not proposed and refusal is not None:
            raise refusal

    def _detail(self, number: int, offer: Answer) -> str:
        return f"{self.chat.model}, round {number} of {self.rounds}{', cut off' * offer.truncated}"


@dataclass
class Conversation:
    """One target's messages. Pictures of rounds before the last are left out of what is sent again."""

    proposer: AgentProposer
    target: Target
    views: Views
    budget: Budget
    tools: bool = True
    messages: list[Message] = field(default_factory=list)
    _pending: list[Message] = field(default_factory=list)
    _heard: int = 0

    def ask(self) -> Reply:
        """The model's reply to all that was said. Without tools from the first answer on, if they are not taken."""
        if not self.messages:
            self.messages = self._opening()
        self.messages += self._pending
        self._pending = []
        try:
            reply = self._chat()
        except RejectedError as error:
            if not self.tools or self._heard or error.status not in NO_TOOLS:
                raise
            self.tools = False
            self.messages = self._opening()
            reply = self._chat()
        self.budget.exchanges.append(Exchange(tuple(self.messages[self._heard :]), reply))
        self.messages.append(reply.message)
        self._heard = len(self.messages)
        return reply

    def tell(self, call: ToolCall | None, words: str) -> None:
        """Put words into the next question, as the tool call's result where there is one."""
        if call is None:
            self._pending.append({"role": "user", "content": words})
        else:
            self._pending.insert(self._tool_results(), {"role": "tool", "tool_call_id": call.id, "content": words})

    def show(self, call: ToolCall | None, attempt: Attempt | None, left: str) -> None:
        """Put what became of a program into the next question. Its pictures replace earlier ones."""
        if attempt is None:
            self.tell(call, f"The program was not run. {left}")
            return
        self.tell(call, in_words(attempt, self.target, self.views, left))
        if pictures := in_pictures(attempt, self.views):
            self.messages[OPENING:] = map(_without_pictures, self.messages[OPENING:])
            # Pictures are not allowed in a tool's result, so a message of their own follows all results.
            said = {"type": "text", "text": "The pictures of the last program."}
            self._pending.append({"role": "user", "content": [said, *pictures]})

    def left(self, rounds: int) -> str:
        """What remains of the budget, in words."""
        if rounds == 0:
            return "There are no rounds left."
        return f"Left: {rounds} round{'s' * (rounds > 1)} and {self.budget.left:.0f} s."

    def _tool_results(self) -> int:
        return sum(message["role"] == "tool" for message in self._pending)

    def _chat(self) -> Reply:
        return self.proposer.chat.chat(
            self.messages,
            [TOOL] if self.tools else (),
            max_tokens=MAX_TOKENS,
            seed=self.proposer.seed,
            told=self.proposer.told,
        )

    def _opening(self) -> list[Message]:
        _, user = endpoint_chat(self.views)
        how = BY_TOOL if self.tools else BY_FENCE
        task = TASK.format(views=" ".join(_about(self.target, self.views)), how=how, rounds=self.proposer.rounds)
        return [{"role": "system", "content": task}, user]


def _about(target: Target, views: Views) -> Iterator[str]:
    cameras = load_convention(views.convention).cameras
    directions = ", ".join(f"{place}: ({x:+g}, {y:+g}, {z:+g})" for place, (x, y, z) in enumerate(cameras))
    yield f"- The cameras look from these directions at the part's centre, with +Z up: {directions}."
    if views.scale:
        yield f"One pixel is {views.scale:.5g} mm."
    if target.part is not None:
        x, y, z = target.part.measures.size
        yield f"The part's bounding box is {x:.5g} x {y:.5g} x {z:.5g} mm."


def _without_pictures(message: Message) -> Message:
    """The same, or without its pictures: what was heard stays as it is."""
    if not isinstance(message["content"], list):
        return message
    return {**message, "content": [piece for piece in message["content"] if piece["type"] != "image_url"]}
