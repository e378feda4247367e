from django.http import HttpRequest, HttpResponse


def ticket(request: HttpRequest, number: int) -> HttpResponse:
    return HttpResponse(str(number))


conversation = presence = fields = customer = take = transfer = state = close = reopen = watch = link = files = ticket


def unlink(request: HttpRequest, number: int, link_id: int) -> HttpResponse:
    return HttpResponse("")
