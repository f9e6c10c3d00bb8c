/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-action-table.h"
#include "tw-palette.h"
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
  AdwLeaflet      *leaflet;
  AdwBin          *sidebar_bin;
  AdwLeaflet      *pages;

  /* Made when a workspace comes. */
  TwSidebar       *sidebar;                            /* (nullable) child of sidebar_bin */
  TwPalette       *palette;                            /* (nullable) child of overlay */
};

extern const TwActionTable tw_window_actions;

void tw_window_open_view   (TwWindow *self, const char *entity_key);
void tw_window_open_saved  (TwWindow *self, const char *id_text);
void tw_window_open_record (TwWindow *self, guint entity_number, const char *id_text, const char *edit);

G_END_DECLS
