from __future__ import annotations

from django.urls import path

from balie.records.catalogue.views import contract, contracts, entitled

app_name = "catalogue"
urlpatterns = [
    path("customers/<int:number>/contracts/", contracts.contracts, name="contracts"),
    path("customers/<int:number>/contracts/new/", contracts.create, name="create"),
    path("customers/<int:number>/entitled/", entitled.entitled, name="entitled"),
    path("contracts/<int:number>/", contract.contract, name="contract"),
    path("contracts/<int:number>/edit/", contracts.edit, name="edit"),
    path("contracts/<int:number>/end/", contracts.end, name="end"),
    path("contracts/<int:number>/entitlements/<int:pk>/use/", contract.use, name="use"),
    path("contracts/<int:number>/uses/<int:pk>/undo/", contract.undo, name="undo"),
    path("contracts/<int:number>/documents/", contract.documents, name="documents"),
    path("contracts/<int:number>/documents/<uuid:pk>/remove/", contract.remove_document, name="remove_document"),
]
