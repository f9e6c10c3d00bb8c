/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the desktop share: an application, a window on a temporary workspace with a small company, and waiting. */
#pragma once

#include "tw-application.h"
#include "tw-window.h"

G_BEGIN_DECLS

typedef struct
{
  char        *dir;                                    /* (owned) */
  TwStore     *store;                                  /* (owned) */
  TwWorkspace *workspace;                              /* (owned) */
  TwWindow    *window;                                 /* becomes NULL when it is freed */
  struct _TwAppServer *server;                         /* (owned) (nullable) where the suite runs with one */
  /* Records of the workspace. */
  TwId         user, acme, beta, lead_stage, won_stage;
  TwId         deals[12];
  gpointer     held[12];                               /* connections that threads cannot have now */
} TwAppTest;

/* To be called first in main(). */
void       tw_app_test_init    (int *argc, char ***argv);
/* Adds a test whose window is opened before and proven to be freed after. */
void       tw_app_test_add_case (const char *path, gconstpointer data, void (*test) (TwAppTest *fixture, gconstpointer data));
void       tw_app_test_add     (const char *path, void (*test) (TwAppTest *fixture, gconstpointer data));
void       tw_app_test_wait    (gboolean (*condition) (gpointer), gpointer data);
/* Waits until the main loop has nothing to do for a moment, and no other thread of the program either. */
void       tw_app_test_settle  (void);
/* Threads that want to read wait from the one to the other; the window itself does not. */
void       tw_app_test_hold_readers (TwAppTest *fixture);
void       tw_app_test_let_readers  (TwAppTest *fixture);
TwWindow  *tw_app_test_open_window (TwAppTest *fixture);
void       tw_app_test_open_view   (TwAppTest *fixture, const char *entity, const char *presentation);
void       tw_app_test_activate    (gpointer widget, const char *action, const char *format, ...);
const TwEntity *tw_app_test_entity (TwAppTest *fixture, const char *key);
/* Makes fields and objects of the site's own (docs/schema-format.md), and waits until they are here. */
void       tw_app_test_define   (TwAppTest *fixture, const char *definitions);
/* The first descendant of a type; NULL when there is none. */
gpointer   tw_app_test_find    (gpointer widget, GType type);
/* The first open window of a type, a dialog for example; NULL when there is none. */
gpointer   tw_app_test_find_window (GType type);
/* Printed value of a field as it is stored. */
char      *tw_app_test_text    (TwAppTest *fixture, const char *entity, const TwId *id, const char *field);
gint64     tw_app_test_count   (TwAppTest *fixture, const char *entity, const char *where);
/* A folder with all that is in it; the copy is for the owner alone. */
void       tw_app_test_remove   (const char *path);
void       tw_app_test_copy     (const char *from, const char *to);
/* Waits until the page of the window is as narrow as a phone; ends the test when it does not become so. */
void       tw_app_test_narrow   (TwAppTest *fixture);
/* Saves a picture of the widget in the folder that TW_TEST_SHOTS names; without it nothing happens. */
void       tw_app_test_shot     (gpointer widget, const char *name);

G_END_DECLS
