"""What a web server runs. In each of its processes the rooms keep ready what their pages need."""

import os

from django.core.wsgi import get_wsgi_application

from sitis import rooms

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sitis.settings")
application = get_wsgi_application()
rooms.serve()
