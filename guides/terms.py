"""The closed lists of words a guide is tagged with. Values are part of the public addresses and never change."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.IntegerChoices):
    """How demanding the exercise is. It describes the exercise, never the person."""

    SEATED = 1, _("Seated or lying")
    GENTLE = 2, _("Gentle, holding on")
    STANDING = 3, _("Standing, moderate")
    CHALLENGING = 4, _("More challenging")


class Kind(models.TextChoices):
    AEROBIC = "aerobic", _("Aerobic")
    STRENGTH = "strength", _("Strength")
    BALANCE = "balance", _("Balance")
    FLEXIBILITY = "flexibility", _("Stretching")
    BREATHING = "breathing", _("Breathing and relaxing")


class Position(models.TextChoices):
    LYING = "lying", _("Lying down")
    SEATED = "seated", _("Sitting")
    STANDING = "standing", _("Standing")
    MOVING = "moving", _("Moving about")


class BoneSite(models.TextChoices):
    """Where cancer can be in the bones, as the published programme divides the body. Values are public addresses."""

    PELVIS = "pelvis", _("Pelvis")
    LUMBAR = "lumbar", _("Lower back")
    THORACIC = "thoracic", _("Ribs or middle of the back")
    FEMUR = "femur", _("Hip or thigh bone")
    HUMERUS = "humerus", _("Shoulder or upper arm")
    CERVICAL = "cervical", _("Neck")
    OTHER = "other", _("Somewhere else")


class Rating(models.IntegerChoices):
    """How an exercise stands at one bone site. The order is the order of care: the strictest is the largest."""

    OK = 0, _("Usually suitable")
    CHANGE = 1, _("Suitable with a change")
    ASK = 2, _("Ask your team first")


class Column(models.TextChoices):
    """What an exercise trains: the columns of the published site table (Trials 2018, Table 4) and, after them, the
    uses the table has no column for. An exercise names every column it uses."""

    UPPER = "upper", _("Strength work for the arms and shoulders")
    TRUNK = "trunk", _("Strength work for the trunk")
    LOWER = "lower", _("Strength work for the legs")
    WEIGHT_BEARING = "weight-bearing", _("Aerobic work on your feet")
    NON_WEIGHT_BEARING = "non-weight-bearing", _("Aerobic work with your weight held")
    STRETCH = "stretch", _("Stretching, held still")
    # Beyond the table
    TRUNK_HOLD = "trunk-hold", _("Trunk muscles tensed gently without moving")
    HAND = "hand", _("Grip work, with the hand only")
    BALANCE = "balance", _("Balance work")
    STILL = "still", _("Nothing is moved against a load: breathing or imagining")


class Movement(models.TextChoices):
    """Movement tags: what the exercise asks of the body. Each can only make a rating stricter."""

    SHOULDER_LOADED = "shoulder-loaded", _("Moves the shoulder against a load")
    SHOULDER_FREE = "shoulder-free", _("Moves the shoulder without a load")
    ELBOW = "elbow", _("Bends the elbow only")
    GRIP = "grip", _("Squeezes with the hand only")
    HIP_LOADED = "hip-loaded", _("Moves the hip against a load")
    HIP_FREE = "hip-free", _("Moves the hip without a load")
    HIP_HOLD = "hip-hold", _("Tenses the hip muscles without moving")
    SPINE_LARGE = "spine-large", _("Bends, arches or turns the spine a lot")
    SPINE_SMALL = "spine-small", _("Bends or turns the spine a little")
    TWIST = "twist", _("Turns the trunk while seated")
    NECK = "neck", _("Moves the neck")
    OVERHEAD = "overhead", _("Loads the spine from above")
    ONE_LEG = "one-leg", _("Stands on one leg")
    BALANCE_CHALLENGE = "balance-challenge", _("Makes balance harder")
    WHOLE_BODY_TENSING = "whole-body-tensing", _("Tenses the whole body in turn")
