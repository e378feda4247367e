from __future__ import annotations

from django.urls import path

from balie.records.customers.views import column, create, file, index, level, merging, parts

app_name = "customers"
urlpatterns = [
    path("customers/", index.index, name="index"),
    path("customers/new/", create.create, name="create"),
    path("customers/new/likely/", create.likely, name="likely"),
    path("customers/new/fields/", create.fields, name="fields"),
    path("customers/column/", column.attach, name="attach"),
    path("customers/<int:number>/", file.customer, name="customer"),
    path("customers/<int:number>/timeline/", file.timeline, name="timeline"),
    path("customers/<int:number>/changes/", file.changes, name="changes"),
    path("customers/<int:number>/edit/", file.edit, name="edit"),
    path("customers/<int:number>/edit/fields/", file.kind_fields, name="kind_fields"),
    path("customers/<int:number>/reveal/<slug:field>/", file.reveal, name="reveal"),
    path("customers/<int:number>/column/", column.column, name="column"),
    path("customers/<int:number>/level/", level.level, name="level"),
    path("customers/<int:number>/merge/", merging.merge, name="merge"),
    path("customers/<int:number>/apart/", merging.take_apart, name="take_apart"),
    path("customers/<int:number>/add-to/", create.add_to, name="add_to"),
    path("customers/<int:number>/mails/<int:pk>/works/", parts.works, name="mail_works"),
    path("customers/<int:number>/<slug:name>/", parts.part, name="part"),
    path("customers/<int:number>/<slug:name>/new/", parts.save, name="add_part"),
    path("customers/<int:number>/<slug:name>/<int:pk>/", parts.save, name="change_part"),
    path("customers/<int:number>/<slug:name>/<int:pk>/remove/", parts.remove, name="remove_part"),
]
