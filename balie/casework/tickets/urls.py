from django.urls import path

from balie.casework.tickets.views import beside, bulk, create, lists, message, settings, steps, ticket, writing

app_name = "tickets"
urlpatterns = [
    path("tickets/", lists.lists, name="lists"),
    path("tickets/columns/", lists.columns, name="columns"),
    path("tickets/bulk/", bulk.bulk, name="bulk"),
    path("tickets/new/", create.create, name="create"),
    path("tickets/<int:number>/", ticket.ticket, name="ticket"),
    path("tickets/<int:number>/conversation/", ticket.conversation, name="conversation"),
    path("tickets/<int:number>/presence/", ticket.presence, name="presence"),
    path("tickets/<int:number>/fields/", ticket.fields, name="fields"),
    path("tickets/<int:number>/customer/", ticket.customer, name="customer"),
    path("tickets/<int:number>/take/", steps.take, name="take"),
    path("tickets/<int:number>/transfer/", steps.transfer, name="transfer"),
    path("tickets/<int:number>/state/", steps.state, name="state"),
    path("tickets/<int:number>/close/", steps.close, name="close"),
    path("tickets/<int:number>/reopen/", steps.reopen, name="reopen"),
    path("tickets/<int:number>/undo/", steps.undo, name="undo"),
    path("tickets/<int:number>/watch/", beside.watch, name="watch"),
    path("tickets/<int:number>/links/", beside.link, name="link"),
    path("tickets/<int:number>/links/<int:link_id>/remove/", beside.unlink, name="unlink"),
    path("tickets/<int:number>/files/", beside.files, name="files"),
    path("tickets/<int:number>/reply/", writing.reply, name="reply"),
    path("tickets/<int:number>/template/", writing.template, name="template"),
    path("tickets/<int:number>/mail/<int:pk>/back/", writing.take_back, name="take_back"),
    path("tickets/<int:number>/mail/<int:pk>/moment/", writing.moment, name="moment"),
    path("tickets/<int:number>/copied/", writing.copied, name="copied"),
    path("tickets/<int:number>/messages/<int:message_id>/", message.message, name="message"),
    path("tickets/<int:number>/messages/<int:message_id>/move/", message.move, name="move"),
    path("tickets/<int:number>/note/", writing.note, name="note"),
    path("settings/tickets/", settings.settings, name="settings"),
    path("settings/templates/", settings.templates, name="templates"),
    path("settings/templates/new/", settings.template, name="new_template"),
    path("settings/templates/<slug:key>/", settings.template, name="template_text"),
    path("settings/templates/<slug:key>/retire/", settings.retire_template, name="retire_template"),
]
