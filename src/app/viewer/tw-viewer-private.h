/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-viewer.h"

G_BEGIN_DECLS

struct _TwViewer
{
  AdwBin            parent_instance;

  /* What is shown. */
  char             *path, *type, *name;                /* (owned) (nullable) */
  char             *words;                             /* (owned) (nullable) to be found once it is open */
  GPtrArray        *recognized;                        /* (owned) (nullable) */
  TwRenderer       *renderer;                          /* (owned) (nullable) */
  TwViewerDocument *document;                          /* (owned) (nullable) */
  TwViewerFind     *find;                              /* (owned) (nullable) */
  GCancellable     *cancellable;                       /* (owned) of what is being opened */
  TwViewerState     state;
  gboolean          narrow;

  /* From the template. */
  GtkWidget        *toolbar, *find_bar, *pages_box, *zoom_box, *copy_button, *menu_button;
  GtkEntry         *page_entry;
  GtkLabel         *page_count, *zoom_label, *find_count, *lock_hint;
  GtkSearchEntry   *find_entry;
  AdwFlap          *flap;
  AdwBin           *side_bin;
  GtkToggleButton  *side_button;
  GtkStack         *stack;
  GtkScrolledWindow *scrolled;
  AdwStatusPage    *problem;
  GtkWidget        *retry;
  GtkPasswordEntry *password;
  GtkTextView      *text;

  /* A text that is read piece by piece. */
  gint64            text_at;                           /* bytes of it that were read */
  char             *text_encoding;                     /* (owned) (nullable) */
  gboolean          text_more, text_reading, text_seeking;

  TwViewerCanvas   *canvas;                            /* child of scrolled */
  TwViewerSide     *side;                              /* child of side_bin */
};

extern const TwActionTable tw_viewer_actions;

void tw_viewer_update_actions (TwViewer *self);
/* tw-viewer-bars.c */
void tw_viewer_show_page      (TwViewer *self);
void tw_viewer_show_zoom      (TwViewer *self);
void tw_viewer_show_hits      (TwViewer *self);
void tw_viewer_show_current_hit (TwViewer *self);
/* tw-viewer-text.c: shows a text, and finds in it. */
void tw_viewer_open_text      (TwViewer *self);
/* FALSE: all of it is there. */
gboolean tw_viewer_read_more_text (TwViewer *self);
void tw_viewer_find_in_text   (TwViewer *self, const char *words, int step);
/* tw-viewer-markdown.c */
void tw_viewer_show_markdown  (TwViewer *self, const char *text);
void tw_viewer_add_text_controllers (TwViewer *self);
/* Opens it with another program, when that is wished. */
void tw_viewer_ask_for_address (TwViewer *self, const char *address);
/* tw-viewer-print.c */
void tw_viewer_print          (TwViewer *self);
/* Those that the settings of a print dialog name. (transfer full) (element-type guint) */
GArray *tw_viewer_choose_pages (TwViewer *self, GtkPrintSettings *settings);

G_END_DECLS
