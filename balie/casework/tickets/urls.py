from django.urls import path

from balie.casework.tickets.views import create, lists, settings, ticket, writing

app_name = "tickets"
urlpatterns = [
    path("tickets/", lists.lists, name="lists"),
    path("tickets/columns/", lists.columns, name="columns"),
    path("tickets/bulk/", lists.bulk, name="bulk"),
    path("tickets/new/", create.create, name="create"),
    path("tickets/<int:number>/", ticket.ticket, name="ticket"),
    path("tickets/<int:number>/conversation/", ticket.conversation, name="conversation"),
    path("tickets/<int:number>/presence/", ticket.presence, name="presence"),
    path("tickets/<int:number>/fields/", ticket.fields, name="fields"),
    path("tickets/<int:number>/customer/", ticket.customer, name="customer"),
    path("tickets/<int:number>/take/", ticket.take, name="take"),
    path("tickets/<int:number>/transfer/", ticket.transfer, name="transfer"),
    path("tickets/<int:number>/state/", ticket.state, name="state"),
    path("tickets/<int:number>/close/", ticket.close, name="close"),
    path("tickets/<int:number>/reopen/", ticket.reopen, name="reopen"),
    path("tickets/<int:number>/watch/", ticket.watch, name="watch"),
    path("tickets/<int:number>/links/", ticket.link, name="link"),
    path("tickets/<int:number>/links/<int:link_id>/remove/", ticket.unlink, name="unlink"),
    path("tickets/<int:number>/files/", ticket.files, name="files"),
    path("tickets/<int:number>/reply/", writing.reply, name="reply"),
    path("tickets/<int:number>/template/", writing.template, name="template"),
    path("tickets/<int:number>/note/", writing.note, name="note"),
    path("settings/tickets/", settings.settings, name="settings"),
    path("settings/templates/", settings.templates, name="templates"),
    path("settings/templates/new/", settings.template, name="new_template"),
    path("settings/templates/<slug:key>/", settings.template, name="template_text"),
    path("settings/templates/<slug:key>/retire/", settings.retire_template, name="retire_template"),
]
