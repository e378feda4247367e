from balie.casework.tickets.views.ticket import ticket

reply = template = note = ticket
