from django.urls import path

from balie.conversation.contacts import views

app_name = "contacts"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.create, name="create"),
    path("<int:number>/", views.contact, name="contact"),
    path("<int:number>/change/", views.change, name="change"),
    path("<int:number>/attach/", views.attach, name="attach"),
    path("<int:number>/new-file/", views.new_file, name="new_file"),
    path("<int:number>/open-file/", views.open_file, name="open_file"),
    path("<int:number>/questions/<int:position>/", views.question, name="question"),
    path("<int:number>/questions/<int:position>/remove/", views.remove_question, name="remove_question"),
    path("<int:number>/finish/", views.finish, name="finish"),
    path("<int:number>/reopen/", views.reopen, name="reopen"),
    path("<int:number>/take-over/", views.take_over, name="take_over"),
    path("<int:number>/discard/", views.discard, name="discard"),
]
