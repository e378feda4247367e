from __future__ import annotations

from django.urls import path

from balie.conversation.telephony import views

app_name = "telephony"
urlpatterns = [
    path("calls/", views.calls, name="calls"),
    path("calls/watch/<int:user_id>/", views.watch, name="watch"),
    path("calls/back/<int:call_back_id>/", views.end_call_back, name="end_call_back"),
    path("calls/mine/", views.bar, name="bar"),
    path("calls/out/", views.call_out, name="call_out"),
    path("calls/mine/colleagues/", views.colleagues, name="colleagues"),
    path("calls/<int:call_id>/answer/", views.answer, name="answer"),
    path("calls/<int:call_id>/hold/", views.hold, name="hold"),
    path("calls/<int:call_id>/resume/", views.resume, name="resume"),
    path("calls/<int:call_id>/mute/", views.mute, name="mute"),
    path("calls/<int:call_id>/unmute/", views.unmute, name="unmute"),
    path("calls/<int:call_id>/hang-up/", views.hang_up, name="hang_up"),
    path("calls/<int:call_id>/consult/", views.consult, name="consult"),
    path("calls/<int:call_id>/talk-with/", views.talk_with, name="talk_with"),
    path("calls/<int:call_id>/end-consult/", views.end_consult, name="end_consult"),
    path("calls/<int:call_id>/hand-on/", views.hand_on, name="hand_on"),
    path("calls/<int:call_id>/hand-over/", views.hand_over, name="hand_over"),
    path("calls/<int:call_id>/to-queue/", views.to_queue, name="to_queue"),
    path("settings/telephone/", views.phones, name="phones"),
    path("settings/telephone/lines/", views.trunks, name="trunks"),
    path("settings/telephone/lines/new/", views.create_trunk, name="create_trunk"),
    path("settings/telephone/lines/<slug:key>/", views.trunk, name="trunk"),
    path("settings/telephone/numbers/", views.numbers, name="numbers"),
    path("settings/telephone/numbers/new/", views.create_number, name="create_number"),
    path("settings/telephone/numbers/<str:digits>/", views.number, name="number"),
    path("settings/telephone/out/", views.outgoing, name="outgoing"),
    path("telephone/headset/", views.headset, name="headset"),
    path("telephone/own/", views.own, name="own"),
    path("telephone/browser/", views.connect, name="connect"),
    path("telephone/browser/<uuid:browser_id>/", views.state, name="state"),
    path("telephone/browser/<uuid:browser_id>/echo/", views.echo, name="echo"),
    path("telephone/browser/<uuid:browser_id>/leave/", views.leave, name="leave"),
    path("demo/telephone/", views.demo, name="demo"),
    path("demo/telephone/call/", views.call, name="call"),
    path("demo/telephone/<uuid:browser_id>/press/", views.press, name="press"),
]
