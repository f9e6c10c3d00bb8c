/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server in this process with routes for tests. */
#pragma once

#include "tw-http.h"

G_BEGIN_DECLS

/* The database of the server in this folder, when the test runs beside a PostgreSQL (with-postgres.py); else NULL. */
char *tw_fixture_dup_database (const char *folder);
/* What a test has made, with all that is in it. */
void  tw_fixture_remove_tree  (const char *path);

/* Routes: /echo (method, path, query and body as text), /inline, POST /wait, GET /stream, /file, /big, /secret, /invalid,
 * /items/{id}, /items/new, /rest/{path*}, POST /upload, /json. */
TwHttp    *tw_fixture_start    (TwHttpOptions options);
/* Lets the handlers of POST /wait go on; how many wait. */
void       tw_fixture_release  (void);
guint      tw_fixture_n_waiting (void);
/* The streams of GET /stream, and how many were closed. */
guint      tw_fixture_n_streams (void);
guint      tw_fixture_n_closed (void);
gboolean   tw_fixture_push     (const char *text);
void       tw_fixture_set_file (const char *file);
/* Waits until counter () is n; fails after ten seconds. */
void       tw_fixture_wait     (guint (*counter) (void), guint n);

G_END_DECLS
