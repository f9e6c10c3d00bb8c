# SPDX-License-Identifier: GPL-3.0-or-later
import os

SECRET_KEY = "for the benchmark alone"
DEBUG = False
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "urls"
INSTALLED_APPS = ["rest_framework", "deals"]
MIDDLEWARE = []
USE_TZ = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["DEALS_DATABASE"], "CONN_MAX_AGE": None,
                         "OPTIONS": {"timeout": 20}}}
REST_FRAMEWORK = {"DEFAULT_AUTHENTICATION_CLASSES": [], "DEFAULT_PERMISSION_CLASSES": [], "UNAUTHENTICATED_USER": None,
                  "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
                  "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"]}
