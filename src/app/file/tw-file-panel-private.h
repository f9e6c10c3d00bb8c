/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-file-panel.h"
#include "tw-file-row.h"

G_BEGIN_DECLS

struct _TwFilePanel
{
  AdwBin          parent_instance;

  TwWorkspace    *workspace;                           /* (owned) */
  TwRecord       *record;                              /* (owned) (nullable) */
  TwInstant       past;
  GPtrArray      *files;                               /* (owned) (nullable) TwRecordFile that are shown */
  GHashTable     *rows;                                /* (owned) id of a document → TwFileRow (unowned) */
  GPtrArray      *attaching;                           /* (owned) Attaching that are under way */
  GCancellable   *cancellable;                         /* (owned) of what only this panel waits for */
  char           *awaited;                             /* (owned) (nullable) id of the document that opens when its file has come */
  guint           tick_id;

  GtkLabel       *heading;
  GtkWidget      *attach_button;
  GtkWidget      *progress_box;
  GtkProgressBar *progress;
  GtkListBox     *list;
  GtkWidget      *all_button;
  GtkWidget      *empty_label;
};

extern const TwActionTable tw_file_panel_actions;

TwRecordFile *tw_file_panel_find   (TwFilePanel *self, const char *id);
/* Opens it, or asks for it when it is not here. */
void          tw_file_panel_open   (TwFilePanel *self, const char *id);

/* tw-file-panel-attach.c */
typedef struct _Attaching Attaching;
void          tw_file_attaching_free (Attaching *attaching);

G_END_DECLS
