"""The .po files: read, merged with what there is to translate today, written."""

from __future__ import annotations

import datetime
import re
from difflib import SequenceMatcher
from io import BytesIO

from babel.messages import Catalog, Message
from babel.messages.pofile import read_po, write_po
from translations.messages import ROOT

FOLDER = ROOT / "translations"
SLOTS = "python-brace-format"  # the flag of a message with {slots}
STAYS = "stays as it is"  # the comment of a message whose translation is the same
NEAR = 0.5  # a text that shares so much with a new one is offered as its translation, "fuzzy"
WHEN = datetime.datetime(2026, 11, 30, tzinfo=datetime.UTC)  # a date would change at each run


def languages() -> list[str]:
    return sorted(path.name for path in FOLDER.iterdir() if path.is_dir())


def read(language: str, name: str) -> Catalog:
    file = FOLDER / language / f"{name}.po"
    if not file.is_file():
        return Catalog(locale=language)
    with file.open("rb") as opened:
        return read_po(opened, locale=language)


def write(catalog: Catalog, language: str, name: str) -> bool:
    """False if the file holds just this already."""
    catalog.creation_date = catalog.revision_date = WHEN
    out = BytesIO()
    write_po(out, catalog, width=100, include_previous=True)
    file = FOLDER / language / f"{name}.po"
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.is_file() and file.read_bytes() == out.getvalue():
        return False
    file.write_bytes(out.getvalue())
    return True


def memory(language: str) -> dict[str, Message]:
    """Every finished translation of a language by its English: a text that moves takes it along."""
    files = sorted((FOLDER / language).glob("*.po"))
    return {m.id: m for file in files for m in read(language, file.stem) if m.id and finished(m)}


def merged(messages, old: Catalog, language: str, known_elsewhere=None) -> Catalog:
    """What `messages` (place, text, slots?) ask for, with the translations of an older catalogue.

    A text that has changed keeps its translation and is marked "fuzzy": to be looked through.
    known_elsewhere: as `memory` gives it
    """
    elsewhere = known_elsewhere or {}
    new = Catalog(
        locale=language, project="w2vlib", fuzzy=False, last_translator="the course's authors",
        language_team="the course's authors", copyright_holder="the course's authors",
        header_comment=f"# {language}: the texts of the course. LICENSE says what may be done.",
    )  # fmt: skip
    known = {(m.context, m.id): m for m in old if m.id}
    wanted = []
    for place, text, slots in messages:
        library = place.endswith(".py")
        wanted.append((None if library else place, text, slots, [(place, 1)] if library else []))
    here = {(context, text) for context, text, *_ in wanted}
    left = {key: m for key, m in known.items() if key not in here}
    for context, text, slots, where in wanted:
        flags = {SLOTS} if slots else set()
        same = known.get((context, text))
        if (same is None or not finished(same)) and text in elsewhere:
            same = elsewhere[text]
        if same:
            new.add(text, same.string, where, flags | (same.flags & {"fuzzy"}), context=context,
                    user_comments=same.user_comments, previous_id=same.previous_id)  # fmt: skip
        elif near := _nearest(text, [m for (c, _), m in left.items() if c == context]):
            new.add(text, near.string, where, flags | {"fuzzy"}, context=context,
                    previous_id=near.id)  # fmt: skip
        else:
            new.add(text, "", where, flags, context=context)
    return new


def _nearest(text: str, candidates: list[Message]) -> Message | None:
    def share(message):
        matcher = SequenceMatcher(None, message.id, text)
        return matcher.quick_ratio() > NEAR and matcher.ratio()

    best = max(candidates, key=share, default=None)
    return best if best is not None and best.string and share(best) > NEAR else None


def finished(message: Message) -> bool:
    """Has it a translation that is to be used?"""
    return bool(message.string) and "fuzzy" not in message.flags


def faults(catalog: Catalog) -> list[tuple[str, str]]:
    """(which message, what is wrong): empty, fuzzy, the same, or not sharing what it must."""
    from translations.check import HANGUL, differences

    found = []
    for message in catalog:
        if not message.id:
            continue
        name = f"{message.context or (message.locations or [('', 0)])[0][0]}: {message.id[:60]!r}"
        if not message.string:
            found.append((name, "no translation"))
        elif "fuzzy" in message.flags:
            found.append((name, "the English has changed: look it through"))
        elif STAYS in message.user_comments:
            if message.string != message.id:
                found.append((name, f"it is said to stay as it is, and does not: {message.string}"))
        else:
            found += [
                (name, fault)
                for fault in differences(message.id, message.string, has_slots(message))
            ]
            english = re.search("[a-z]", message.string) and not HANGUL.search(message.string)
            if catalog.locale.language == "ko" and english:
                found.append((name, "no Korean letter in it"))
    return found


def has_slots(message: Message) -> bool:
    return SLOTS in message.flags
