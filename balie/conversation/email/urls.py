from django.urls import path

from balie.conversation.email import connecting_views, demo_views, settings_views, spam_views, views

app_name = "email"
urlpatterns = [
    path("mail/", views.log, name="log"),
    path("mail/quarantine/", views.quarantine, name="quarantine"),
    path("mail/quarantine/<int:pk>/retry/", views.retry, name="retry"),
    path("mail/quarantine/<int:pk>/file/", views.file_by_hand, name="file_by_hand"),
    path("mail/quarantine/<int:pk>/dismiss/", views.dismiss, name="dismiss"),
    path("mail/outgoing/", views.outgoing, name="outgoing"),
    path("mail/outgoing/<int:pk>/again/", views.send_again, name="send_again"),
    path("mail/outgoing/<int:pk>/release/", views.release, name="release"),
    path("mail/message/<int:pk>/layout/", views.layout, name="layout"),
    path("mail/message/<int:pk>/mark/", spam_views.mark, name="mark"),
    path("mail/message/<int:pk>/unmark/", spam_views.unmark, name="unmark"),
    path("settings/email/blocked/", spam_views.blocked, name="blocked"),
    path("settings/email/blocked/new/", spam_views.block, name="block"),
    path("settings/email/blocked/<int:pk>/remove/", spam_views.unblock, name="unblock"),
    path("mail/pictures/", views.add_picture, name="pictures"),
    path("mail/pictures/<uuid:pk>/", views.picture, name="picture"),
    path("settings/email/", settings_views.mailboxes, name="mailboxes"),
    path("settings/email/new/", connecting_views.connect, name="new_mailbox"),
    path("settings/email/guess/", connecting_views.guess, name="guess"),
    path("settings/email/<int:pk>/discard/", connecting_views.discard, name="discard"),
    path("settings/email/<int:pk>/connect/", connecting_views.connect, name="connect"),
    path("settings/email/<int:pk>/connect/test/", connecting_views.connect_test, name="connect_test"),
    path("settings/email/<int:pk>/connect/treatment/", connecting_views.connect_treatment, name="connect_treatment"),
    path("settings/email/<int:pk>/", settings_views.mailbox, name="mailbox"),
    path("settings/email/signed-in/", settings_views.signed_in, name="signed_in"),
    path("settings/email/<int:pk>/sign-in/", settings_views.sign_in, name="sign_in"),
    path("settings/email/<int:pk>/try/", settings_views.try_now, name="try_now"),
    path("demo/mail/", demo_views.demo, name="demo"),
    path("demo/mail/send/", demo_views.send, name="demo_send"),
]
