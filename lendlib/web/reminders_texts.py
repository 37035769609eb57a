"""The room of letters' words: what each kind says in each language; writing it, looking at it, sending a trial."""

import secrets
from dataclasses import dataclass, replace

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lendlib.db import db
from lendlib.operations import reminders_texts
from lendlib.operations.commands import Done
from lendlib.operations.reminders_sample import sample
from lendlib.operations.reminders_texts import Material, changes_of, texts_of
from lendlib.operations.reminders_usual import Texts, usual_languages, usual_texts
from lendlib.outside.letters import Post, compose, post_of
from lendlib.rules.errors import NotFound, Refused
from lendlib.rules.letter_room import LONG_VALUES, size_when_long
from lendlib.rules.letter_words import Placeholder, in_order, may_hold, must_hold, subject_may_hold
from lendlib.rules.letters import Letter
from lendlib.rules.seen import SavedMeanwhile
from lendlib.rules.text_messages import DOUBLE, PLAIN, size_of
from lendlib.rules.vocabulary import Role
from lendlib.rules.vocabulary_reminders import AttemptEnd, NoticeKind, TextForm
from lendlib.web.acts import reading
from lendlib.web.attempts import attempt, key_to_give, seen_to_give
from lendlib.web.doors import open_to
from lendlib.web.forms.reminders_texts import LetterTextForm
from lendlib.web.forms.seen import tell_kept
from lendlib.web.languages import LANGUAGES, current_config
from lendlib.web.moments import now
from lendlib.web.refusals import tell
from lendlib.web.reminders_trials import count_trial, send_trial
from lendlib.web.reminders_wording import (
    NOTICE_KINDS,
    NOTICE_KINDS_TOLD,
    PLACEHOLDERS,
    size_patterns,
    size_words,
)

room = Blueprint("reminders_texts", __name__, url_prefix="/reminders/texts")
for_those_who_write = open_to(Role.COORDINATOR, Role.ADMINISTRATOR)
Page = Response | tuple[str, int] | str


@dataclass(frozen=True)
class Preview:
    """Both letters as they would be read, and whether their things are really out."""

    long: Letter
    short: Letter
    is_real: bool


@room.get("")
@for_those_who_write
def index() -> str:
    """Each kind of letter, and in which languages the depot has words of its own."""
    act = reading()
    return render_template(
        "reminders/texts.html",
        kinds=reminders_texts.own_texts(act.session, act.depot.id),
        languages=LANGUAGES,
        names=NOTICE_KINDS,
        told=NOTICE_KINDS_TOLD,
    )


@room.get("/<kind>/<language>")
@for_those_who_write
def text(kind: str, language: str) -> Page:
    """What one kind says in one language, and how that is read."""
    known = _known(kind, language)
    form = LetterTextForm(formdata=None)
    act = reading()
    form.describe(texts_of(act.session, act.depot.id, known, language))
    return _page(form, known, language, _preview(form.texts(), known, language))


@room.post("/<kind>/<language>")
@for_those_who_write
def write(kind: str, language: str) -> Page:
    """Look at the words, send them as a trial, or let letters say them from now on."""
    known, pressed, no = _known(kind, language), request.form.get("do", "preview"), None
    form = LetterTextForm()
    form.kind, form.link, form.is_trial = known, _post().a_link, pressed == "trial"
    if pressed == "usual":
        return _in_place_of(form, known, language)
    if not form.validate_on_submit():
        return _page(form, known, language, None), 422
    texts = form.texts()
    if pressed == "save":
        seen, link = request.form.get("seen"), form.link
        outcome = attempt(
            form, lambda act: reminders_texts.save_texts(act, known, language, texts, link=link, seen=seen)
        )
        if isinstance(outcome, Done):
            flash(_("Saved. Letters say this from now on."), "good")
            return redirect(url_for(".text", kind=kind, language=language), 303)
        no = outcome
    preview = _preview(texts, known, language)
    if pressed == "trial":
        no = _try(form, preview)
    return _page(form, known, language, preview, no), no.status if no else 200


def _known(kind: str, language: str) -> NoticeKind:
    if kind not in set(NoticeKind) or language not in usual_languages():
        raise NotFound
    return NoticeKind(kind)


def _post() -> Post:
    return post_of(current_config(), current_app.extensions["lendlib.keys"])


def _preview(texts: Texts, kind: NoticeKind, language: str) -> Preview:
    """How the words are read: real things and days, and a borrower who never was."""
    act = reading()
    seen = sample(act, kind, language)
    changes = changes_of(act.session, [thing.loan_id for thing in seen.owed.things]) if seen.is_real else {}
    long, short = (
        compose(seen.owed, form, Material(language, texts.of(form), act.open_days, changes), _post(), seen.written_at)
        for form in (TextForm.LONG, TextForm.SHORT)
    )
    return Preview(long, short, seen.is_real)


def _in_place_of(form: LetterTextForm, kind: NoticeKind, language: str) -> str:
    """What lendlib brings stands in the fields, and counts once it is saved; what was typed can be had back."""
    usual, filled = usual_texts(kind, language), LetterTextForm(formdata=None)
    filled.describe(usual)
    filled.trial_to.data = form.trial_to.data
    return _page(filled, kind, language, _preview(usual, kind, language), typed=form)


def _try(form: LetterTextForm, preview: Preview) -> Refused | None:
    """Send the words to whoever wrote them. Nothing of it is kept: neither that it was sent, nor whereto."""
    try:
        count_trial(reading().staff_id or 0, now())
    except Refused as no:
        tell(form, no)
        return no
    letter = preview.long if form.trial_form is TextForm.LONG else preview.short
    trial_id = f"<{secrets.token_hex(16)}@{_post().host}>"
    db.session.rollback()
    reply = send_trial(replace(letter, to=form.trial_to.data, message_id=trial_id))
    if reply is None:
        flash(_("Nothing was sent: this lendlib has nothing set up that carries such letters. Read it below."), "info")
    elif reply.ended_as is AttemptEnd.SENT:
        flash(_("The trial is on its way. Its link leads nowhere."), "good")
    else:
        flash(_("The trial could not be sent: the other side answered %(code)s.", code=reply.code), "bad")
    return None


def _page(
    form: LetterTextForm,
    kind: NoticeKind,
    language: str,
    preview: Preview | None,
    no: Refused | None = None,
    *,
    typed: LetterTextForm | None = None,
) -> str:
    act = reading()
    kept = texts_of(act.session, act.depot.id, kind, language)
    if isinstance(no, SavedMeanwhile):
        filled = LetterTextForm(formdata=None)
        filled.describe(kept)
        filled.trial_to.data = form.trial_to.data
        tell_kept(form, filled)
    link = _post().a_link
    return render_template(
        "reminders/text.html",
        form=form,
        kind=kind,
        language=language,
        name=NOTICE_KINDS[kind],
        told=NOTICE_KINDS_TOLD[kind],
        language_name=LANGUAGES[language],
        is_own=kept != usual_texts(kind, language),
        preview=preview,
        typed=typed,
        preview_size=size_of(preview.short.words) if preview else None,
        long_size=size_words(size_when_long(form.short.data, link)) if preview else "",
        placeholders=[(one.written, PLACEHOLDERS[one], one in must_hold(kind)) for one in in_order(may_hold(kind))],
        in_subject=", ".join(one.written for one in in_order(subject_may_hold(kind))),
        counting={
            "plain": PLAIN,
            "double": DOUBLE,
            "values": {**LONG_VALUES, Placeholder.LINK: link},
            "said": size_patterns(),
        },
        key=key_to_give(no),
        seen=seen_to_give(no, kept),
    )
