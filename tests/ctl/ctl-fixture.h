/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The real program in a temporary workspace, for the tests of what it prints. */
#pragma once

#include <string.h>
#include <json-glib/json-glib.h>

typedef struct
{
  char *dir, *workspace, *program;
  char *out, *err;
} Fixture;

void        set_up_empty (Fixture *f, gconstpointer data);
/* With a workspace in euros. */
void        set_up       (Fixture *f, gconstpointer data);
void        tear_down    (Fixture *f, gconstpointer data);
/* Runs the program with the arguments and checks its status; what it printed is the fixture's until the next one. */
const char *ctl          (Fixture *f, int expected, ...) G_GNUC_NULL_TERMINATED;
JsonNode   *json         (const char *text);
/* Adds a record and gives its id. */
char       *new_id       (Fixture *f, const char *entity, const char *field);
char       *write_file   (Fixture *f, const char *name, const char *text);
void        remove_tree  (const char *path);
/* Runs the tests with a home of their own. */
int         run_tests    (int *argc, char ***argv, void (*add) (void));

#define assert_in(text, part) \
  G_STMT_START { if (!strstr (text, part)) g_error ("“%s” is not in “%s”", part, text); } G_STMT_END
