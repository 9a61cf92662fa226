"""Open: a mail read whole."""

from bot.ids import Action
from tests.bot.desk import Desk, said
from tests.bot.rows import a_mail

LONG = "\n".join(f"line {number} of a long mail" for number in range(2000))


async def test_open_shows_the_whole_mail_its_files_and_its_proof(desk: Desk) -> None:
    ana = await desk.user("ana")
    checks = [
        {"method": "dkim", "outcome": "pass", "domain": "northwind.example", "aligned": True, "detail": "s1"}
    ]
    proof = {"method": "dkim", "domain": "northwind.example", "checks": checks}
    mail = await a_mail(
        ana, "Offer", "Dear Jane,\n<!channel> *bold*", files=[("a.pdf", 120_000)], proof=proof
    )
    await desk.click(mail, Action.OPEN)
    text = said(await desk.modal(ana, "Mail"))
    for part in (
        "Offer",
        "Jane Doe (jane@globex.example)",
        "<!channel> *bold*",
        "a.pdf (120 kB)",
        "DKIM pass",
    ):
        assert part in text


async def test_a_long_mail_is_paged_forth_and_back(desk: Desk) -> None:
    ana = await desk.user("ana")
    await desk.click(await a_mail(ana, text=LONG), Action.OPEN)
    view = await desk.modal(ana, "Mail")
    assert "line 0 of" in said(view)
    assert "line 1999 of" not in said(view)
    for action, says in [(Action.TEXT_NEXT, "Page 2 of"), (Action.TEXT_PREVIOUS, "Page 1 of")]:
        await desk.control.post("action", user=ana.slack_user_id, view_id=view["id"], action_id=action.value)
        view = await desk.modal_saying(ana, says)


async def test_quoted_text_is_shown_on_request_and_put_away_again(desk: Desk) -> None:
    ana = await desk.user("ana")
    await desk.click(await a_mail(ana, text="Yes!", quoted="Shall we?"), Action.OPEN)
    view = await desk.modal(ana, "Mail")
    assert "Shall we?" not in said(view)
    for action, says in [(Action.TEXT_QUOTED, "Shall we?"), (Action.TEXT_NEW, "Yes!")]:
        await desk.control.post("action", user=ana.slack_user_id, view_id=view["id"], action_id=action.value)
        view = await desk.modal_saying(ana, says)
