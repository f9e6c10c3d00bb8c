/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with a file of the workspace wherever it is shown. All return at once; "win.toast" of the widget says what came of it. */
#pragma once

#include "tw-app.h"
#include "tw-record-file.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

/* In the program when it can show it, else outside. words: (nullable) to be found in it */
void tw_file_open         (GtkWidget *widget, TwWorkspace *workspace, TwRecordFile *file, const char *words);
/* With another program. What it saves becomes a new version when the file may be changed. */
void tw_file_open_outside (GtkWidget *widget, TwWorkspace *workspace, TwRecordFile *file, gboolean can_change);
void tw_file_save_as      (GtkWidget *widget, TwWorkspace *workspace, TwRecordFile *file);
/* Asks for the bytes of a file that is not here; FALSE: they cannot be had. */
gboolean tw_file_fetch    (GtkWidget *widget, TwWorkspace *workspace, TwRecordFile *file);
gboolean tw_file_fetch_hash (GtkWidget *widget, TwWorkspace *workspace, const char *hash);
/* On "changed" of the account: what was awaited (transfer full), when it is here; *awaited is NULL then. */
char    *tw_file_came     (TwWorkspace *workspace, char **awaited);
/* A file outside of the workspace. */
void tw_file_launch (GtkWidget *widget, const char *uri);

G_END_DECLS
