# SPDX-License-Identifier: GPL-3.0-or-later
from django.urls import path

from deals.views import DealDetail, DealList

urlpatterns = [path("api/crm/deals", DealList.as_view()), path("api/crm/deals/<str:pk>", DealDetail.as_view())]
