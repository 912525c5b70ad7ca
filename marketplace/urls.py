"""Every address of the site."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.i18n import JavaScriptCatalog

from marketplace.desk.views import health, healthz
from marketplace.pages.views import design
from search.api.saved import SavedSearchDetail, SavedSearches, SavedSearchMatches, SavedSearchRestore
from search.api.searching import Searching

SEARCH = "api/v1/searches/<int:search_id>/"

# The admin's own form asks for no code and counts no attempts; allauth's does both.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("marketplace.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("jsi18n/", JavaScriptCatalog.as_view(), name="jsi18n"),
    path("api/v1/search/", Searching.as_view(), name="api_search"),
    path("api/v1/searches/", SavedSearches.as_view(), name="api_searches"),
    path(SEARCH, SavedSearchDetail.as_view(), name="api_saved_search"),
    path(f"{SEARCH}restore/", SavedSearchRestore.as_view(), name="api_restore_search"),
    path(f"{SEARCH}matches/", SavedSearchMatches.as_view(), name="api_matches"),
    path("api/v1/", include("payments.api_urls")),
    path("api/v1/", include("capacity.api.urls")),
    path("api/", include("marketplace.api.urls")),
    path("design/", design, name="design"),
    path("healthz", healthz, name="healthz"),
    path("health/", health, name="health"),
    path("desk/search/", include("search.desk_urls")),
    path("desk/money/", include("payments.desk_urls")),
    path("desk/disputes/", include("payments.dispute_urls")),
    path("desk/", include("marketplace.desk.urls")),
    path("", include("payments.urls")),  # before those of capacity: a booking's steps take any word
    path("workshop/", include("capacity.workshop_urls")),
    path("sandbox/", include("payments.sandbox_urls")),
    path("stripe/webhook/", include("payments.webhook_urls")),
    path("", include("search.urls")),
    path("", include("capacity.urls")),
]
