/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-action-table.h"
#include "tw-palette.h"
#include "tw-read-only-bar.h"
#include "tw-record-page.h"
#include "tw-sidebar.h"
#include "tw-undo-toasts.h"
#include "tw-window.h"

G_BEGIN_DECLS

struct _TwWindow
{
  AdwApplicationWindow parent_instance;

  TwWorkspace     *workspace;                          /* (owned) (nullable) */
  TwUndoToasts    *undo_toasts;                        /* (owned) (nullable) */

  /* From the template. */
  AdwToastOverlay *toasts;
  GtkOverlay      *overlay;
  GtkStack        *root;
  TwReadOnlyBar   *read_only_bar;
  AdwLeaflet      *leaflet;
  AdwBin          *sidebar_bin;
  AdwLeaflet      *pages;

  /* Made when a workspace comes. */
  TwSidebar       *sidebar;                            /* (nullable) child of sidebar_bin */
  TwPalette       *palette;                            /* (nullable) child of overlay */
};

extern const TwActionTable tw_window_actions;
extern const TwActionTable tw_window_place_actions;
extern const TwActionTable tw_window_record_actions;
extern const TwActionTable tw_window_report_actions;
extern const TwActionTable tw_window_search_actions;
extern const TwActionTable tw_window_beside_actions;

void tw_window_open_view   (TwWindow *self, const char *entity_key);
void tw_window_open_saved  (TwWindow *self, const char *id_text);
/* Shows a page in the place of the present one. */
void tw_window_replace_page (TwWindow *self, TwWindowPage *page);
void tw_window_tell_list   (TwWindow *self, TwRecordPage *page);
void tw_window_run_search  (TwWindow *self, const char *id_text);
/* The palette offers what was opened often and lately, however it was opened; @what is joined to @kind and may be NULL. */
void tw_window_count_use   (TwWindow *self, const char *kind, const char *what);
void tw_window_open_record (TwWindow *self, guint entity_number, const char *id_text, const char *edit);

G_END_DECLS
