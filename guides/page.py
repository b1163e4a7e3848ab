"""One guide as its page shows it to a visitor with these bone answers."""

import json
from functools import cached_property

from django.conf import settings
from django.urls import reverse
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.safestring import SafeString
from django.utils.translation import gettext, override

from guides import bones, cards, media, review, translations
from guides.filters import PLACES, Choices
from guides.models import Edition, Source
from guides.selection import places
from guides.terms import BoneSite, Column, Kind, Level, Movement, Position, Rating

NO_MARKUP = {ord(character): f"\\u{ord(character):04x}" for character in "<>&"}


class GuidePage:
    """An edition and the visitor's answers from the address. `unreadable` says why the answers cannot be read."""

    def __init__(self, edition, answers):
        self.edition = edition
        self.document = edition.document
        self.today = review.today()
        self.answers = tuple(dict.fromkeys(answer for answer in answers if answer))
        self.unreadable = ""
        try:
            self.sites = bones.sites_meant(self.answers)
        except ValueError as error:
            self.unreadable = str(error)

    kind = property(lambda self: Kind(self.document["kind"]))
    level = property(lambda self: Level(self.document["level"]))
    positions = property(lambda self: [Position(value).label for value in self.document["positions"]])
    needs = property(lambda self: cards.needs_in_words(self.document["needs"]))
    needs_icon = property(lambda self: cards.needs_icon(self.document["needs"]))
    weeks = range(1, 5)
    days = list(WEEKDAYS_ABBR.values())
    pictures = cached_property(lambda self: media.pictures_of(self.document))
    film = cached_property(lambda self: media.film_of(self.document))
    share_image = cached_property(lambda self: media.share_image_of(self.document))
    photos = cached_property(lambda self: media.photos_of(self.document))
    video = cached_property(lambda self: media.video_of(self.document))
    is_unsure = property(lambda self: "unsure" in self.answers)

    @property
    def standing(self):
        """Whether the guide was checked in time, as a guides.review.Standing."""
        return review.standing(self.edition.review_on, self.today)

    @property
    def address(self):
        return reverse("guides:detail", args=[self.edition.guide.slug])

    @property
    def source(self):
        """Where the guide is in the main language, and that language's name: for a translation that is stale."""
        with override(settings.LANGUAGE_CODE):
            address = self.address
        return {"address": address, "language": translations.main_language(), "code": settings.LANGUAGE_CODE}

    @property
    def is_left_out_of_lists(self):
        return self.standing == review.Standing.OVERDUE or self.edition.stale_since is not None

    @property
    def is_drawn(self):
        return any(each["drawing"] for each in self.pictures)

    @property
    def film_label(self):
        """The film in words, for those who do not see it."""
        return gettext("A moving picture, from “%(start)s” to “%(end)s” and back.") % {
            "start": self.pictures[0]["words"],
            "end": self.pictures[-1]["words"],
        }

    @property
    def query(self):
        """What links to other guides and lists carry on."""
        return Choices(bones=self.answers).bones_query

    @property
    def session_address(self):
        """Where the guide is played, with answers behind the #, which no browser sends. None when one says to ask."""
        if self.verdict and self.verdict["rating"] == Rating.ASK:
            return None
        bones = f"&bones={','.join(self.answers)}" if self.answers else ""
        return f"{reverse('guides:session')}#guides={self.edition.guide.slug}{bones}"

    @property
    def told(self):
        """What the visitor said about bones, in words; empty when nothing was said or it was "no" or "not sure"."""
        named = [answer for answer in self.answers if answer in PLACES]
        return places(named) if named else ""

    @property
    def dose(self):
        """The dose of the document, with its seconds as whole `minutes` too where they are (else None)."""
        dose = self.document["dose"]
        seconds = dose["seconds"] or 0
        return dose | {"minutes": seconds // 60 if seconds >= 60 and seconds % 60 == 0 else None}

    @cached_property
    def verdict(self):
        """The strictest rating for the visitor's sites with what it says; None when no site was named."""
        if not self.sites:
            return None
        rating, words = cards.strictest(cards.said(self.edition.bones), self.sites)
        return {"rating": rating, "words": words}

    @cached_property
    def bone_rows(self):
        """The bone table: a row per site with its rating, change, reasons and whether the visitor named it."""
        return [
            {
                "site": BoneSite(site),
                "rating": Rating[each["rating"].upper()],
                "change": each["change"],
                "reasons": each["reasons"],
                "print_words": each["change"] or (each["reasons"][0]["text"] if each["rating"] == "ask" else ""),
                "was_told": site in self.sites,
            }
            for site, each in ((site, self.edition.bones[site]) for site in BoneSite.values)
        ]

    @property
    def asks_of_the_body(self):
        """What the exercise trains and what it asks of the body, in the words of the tags that clinicians set. A tag of
        an old edition that has no words any more is shown as it is."""
        words = dict(Column.choices + Movement.choices)
        return {name: [words.get(tag, tag) for tag in self.document[name]] for name in ("columns", "movements")}

    @cached_property
    def rule_sources(self):
        """The sources behind the ratings by their keys, as today's library cites them. One query."""
        reasons = [reason for each in self.edition.bones.values() for reason in each["reasons"]]
        named = {reason["source"] for reason in reasons if reason.get("source")}
        return {source.key: source for source in Source.objects.filter(key__in=named).order_by("key")}

    @property
    def structured_data(self):
        """The guide as schema.org tells search engines, as JSON that is safe inside a script element. Who reviewed it
        and when is said only when a clinician signed it."""
        document, address = self.document, f"{settings.PUBLIC_URL}{self.address}"
        told = {
            "@context": "https://schema.org",
            "@type": "MedicalWebPage",
            "name": document["title"],
            "description": document["summary"],
            "url": address,
            "inLanguage": document["language"],
            "license": "https://creativecommons.org/licenses/by/4.0/",
            "dateModified": self.edition.published_at.date().isoformat(),
            "mainEntity": {
                "@type": "ExercisePlan",
                "name": document["title"],
                "exerciseType": str(self.kind.label),
                "activityDuration": f"PT{document['minutes']}M",
                "repetitions": document["dose"]["repetitions"],
                "intensity": document["dose"]["effort"],
            },
        }
        if self.edition.signed_at and not self.edition.is_demonstration:
            told["lastReviewed"] = self.edition.signed_at.date().isoformat()
            told["reviewedBy"] = {"@type": "Person", "name": document["checked_by"]}
        return SafeString(json.dumps(told, ensure_ascii=False).translate(NO_MARKUP))

    @cached_property
    def ladder(self):
        """The easier and the harder guides that are in the lists: those the visitor's bones allow, and how many
        others there are."""
        numbers = {*self.document["easier_guides"], *self.document["harder_guides"]}
        others = Edition.objects.listed(self.today).filter(guide__number__in=numbers, language=self.edition.language)
        by_number = {other.guide.number: other for other in others.select_related("guide").defer("document", "words")}
        return {way: self._rungs(self.document[f"{way}_guides"], by_number) for way in ("easier", "harder")}

    def _rungs(self, numbers, by_number):
        there = [by_number[number] for number in numbers if number in by_number]
        allowed = [other for other in there if all(other.rating(site) < Rating.ASK for site in self.sites)]
        links = [(other.title, reverse("guides:detail", args=[other.guide.slug]) + self.query) for other in allowed]
        return {"links": links, "left_out": len(there) - len(allowed)}
