"""The words of a booklet that are the same for every guide: those of the pages, so that they are translated once."""

from django.utils.translation import gettext


def headings():
    return {
        "week": gettext("My week"),
        "lead": gettext("Tick what you did. A day off is fine. You need not make up for it."),
        "rest": gettext("Rest day"),
        "day": gettext("Day"),
        "plan": gettext("What I plan"),
        "phone": gettext("My team’s phone number:"),
        "bones": gettext("Does it suit my bones?"),
        "check": gettext("Check before you start"),
        "guides": gettext("Guides"),
        "needs": gettext("You need"),
        "not_for": gettext("Leave it out:"),
        "set_up": gettext("Get ready"),
        "steps": gettext("What to do"),
        "dose": gettext("How much"),
        "watch_for": gettext("What to watch for"),
        "stop": gettext("Stop if you feel"),
        "sit": gettext("Sit down. If it does not pass in a few minutes, call your team."),
        "place": gettext("Where cancer is"),
        "rating": gettext("This guide"),
        "strictest": gettext(
            "“Usually suitable” means: if your team agrees. More than one place? Follow the most careful row."
        ),
        "picture": gettext("Picture"),
    }


def bones():
    """The bone notice: the booklet was made without knowing anything about the reader."""
    return [
        gettext("This booklet does not know where cancer is in your bones. The hub was not told."),
        gettext("Each guide has a table of bones. Read it before you start. Ask your team if you are not sure."),
    ]


def stop_signs():
    """What ends any exercise, after the guide's own signs."""
    return [
        gettext("new or sharp pain in a bone"),
        gettext("chest pain, or a racing heart"),
        gettext("too short of breath to talk"),
        gettext("dizzy or sick"),
        gettext("new numbness or weakness in your legs or arms"),
    ]


def tiers():
    """The three tiers of stop signs as pairs of whom to call and for what."""
    return [
        (
            gettext("Emergency number now (112, 999, 911 or 000):"),
            gettext(
                "chest pain · sudden or very bad trouble breathing · a faint · heavy bleeding · a fit · sudden weak or "
                "numb arm, leg or bottom · new loss of bladder or bowel control · sudden very bad bone pain."
            ),
        ),
        (
            gettext("Ring your team today, no exercise:"),
            gettext(
                "fever or shivering · new or worse bone, back or neck pain · unsteady walking · one swollen calf or "
                "arm · great thirst, drowsy or confused."
            ),
        ),
        (
            gettext("Rest, or something gentle:"),
            gettext(
                "sick or diarrhoea in the last day or two · far more tired than usual · low blood counts · "
                "chemotherapy through a drip today."
            ),
        ),
    ]
