from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from guides import catalogue, collection, review
from guides.models import Edition


class GuideSitemap(Sitemap):
    """Every guide that is in the lists, with the day of its edition."""

    def items(self):
        listed = Edition.objects.listed(review.today()).filter(language="en").order_by("guide__number")
        return listed.values_list("guide__slug", "published_at")

    def location(self, item):
        return reverse("guides:detail", args=[item[0]])

    def lastmod(self, item):
        return item[1]


class CollectionSitemap(Sitemap):
    """Every collection the public may see."""

    def items(self):
        return collection.every(catalogue.current())

    def location(self, item):
        return item.address
