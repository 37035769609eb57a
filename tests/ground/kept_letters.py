"""Letters kept at a depot, as the outbox keeps them where no channel carries any."""

from sqlalchemy import insert, select

from lendlib.models.contacts import Contact
from lendlib.models.lending import Checkout, Loan
from lendlib.models.reminders import Notice
from lendlib.operations.acts import Act, Keys
from lendlib.operations.reminders_kept import keep
from lendlib.operations.reminders_sample import sample
from lendlib.operations.reminders_texts import material_for
from lendlib.outside.letters import Post, compose
from lendlib.rules.letters import OwedLetter
from lendlib.rules.vocabulary_reminders import NoticeKind, NoticeState, TextForm


def keep_letter(act: Act, checkout_id: int, kind: NoticeKind, post: Post, form: TextForm = TextForm.LONG) -> OwedLetter:
    """Write a letter of that kind to a visit, and keep it; what was owed."""
    owed = owed_to(act, checkout_id, kind, post.keys)
    keep(act.session, owed, compose(owed, form, material_for(act.session, owed, form), post, act.now), act.now)
    return owed


def owed_to(act: Act, checkout_id: int, kind: NoticeKind, keys: Keys) -> OwedLetter:
    """What is owed to a visit, with a notice of its own that was sent."""
    session = act.session
    contact = session.execute(select(Contact).where(Contact.checkout_id == checkout_id)).scalar_one()
    version = session.execute(select(Checkout.link_version).where(Checkout.id == checkout_id)).scalar_one()
    due_on = session.execute(select(Loan.due_on).where(Loan.checkout_id == checkout_id)).scalars().first()
    made_up = sample(act, kind, contact.language).owed
    row = {
        "depot_id": act.depot.id,
        "checkout_id": checkout_id,
        "kind": kind,
        "occasion_on": due_on,
        "channel": "kept",
        "state": NoticeState.SENT,
        "queued_at": act.now,
        "next_try_at": act.now,
        "ended_at": act.now,
    }
    notice_id: int = session.execute(insert(Notice).values(row).returning(Notice.id)).scalar_one()
    told = {"notice_id": notice_id, "checkout_id": checkout_id, "name": contact.name, "to": ""}
    return OwedLetter(**{**vars(made_up), **told, "link_token": keys.link_token(checkout_id, version)})
