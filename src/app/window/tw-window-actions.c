/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-file-commands.h"
#include "tw-saved-view.h"
#include "tw-view-layout.h"
#include "tw-view-page.h"
#include "tw-window-private.h"

/* The palette offers what was opened often and lately, however it was opened. */
void
tw_window_count_use (TwWindow   *self,
                     const char *kind,
                     const char *what)
{
  g_autofree char *key = g_strconcat (kind, what, NULL);

  tw_frecency_use (tw_palette_get_used (self->palette), key);
}

void
tw_window_open_view (TwWindow   *self,
                     const char *entity_key)
{
  const TwEntity *entity = tw_schema_get_entity (tw_workspace_get_schema (self->workspace), entity_key);
  g_autoptr(TwViewState) state = NULL;

  if (entity == NULL)
    return;
  tw_window_count_use (self, "view:", entity->key);
  state = tw_view_state_new (self->workspace, entity);
  tw_view_layout_follow (state);
  tw_window_push_place (self, TW_WINDOW_PAGE (tw_view_page_new (state)), entity->key);
}

void
tw_window_open_saved (TwWindow   *self,
                      const char *id_text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwViewState) state = NULL;
  TwId id;

  if (!tw_id_parse (id_text, &id))
    return;
  state = tw_saved_view_load (self->workspace, &id, &error);
  if (state == NULL)
    {
      tw_window_toast (self, error->message);
      return;
    }
  tw_window_push_place (self, TW_WINDOW_PAGE (tw_view_page_new (state)), id_text);
  tw_window_count_use (self, "saved:", id_text);
}

static void
open_view (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  tw_window_open_view (TW_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
open_saved (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  tw_window_open_saved (TW_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
back (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  tw_window_back (TW_WINDOW (widget));
}

static void
toast (GtkWidget  *widget,
       const char *name,
       GVariant   *parameter)
{
  tw_window_toast (TW_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

/* Reads "(ss)": a sentence, and the address of a file that the toast offers to open. */
static void
toast_open (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  const char *message = NULL, *uri = NULL;

  g_variant_get (parameter, "(&s&s)", &message, &uri);
  tw_window_toast_open (TW_WINDOW (widget), message, uri);
}

static void
open_outside (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  tw_file_launch (widget, g_variant_get_string (parameter, NULL));
}

static void
present_view (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  TwWindow *self = TW_WINDOW (widget);
  const char *entity_key = NULL, *presentation = NULL;
  const TwEntity *entity = NULL;
  g_autoptr(TwViewState) state = NULL;
  g_autofree char *what = NULL;

  g_variant_get (parameter, "(&s&s)", &entity_key, &presentation);
  entity = self->workspace != NULL ? tw_schema_get_entity (tw_workspace_get_schema (self->workspace), entity_key) : NULL;
  if (entity == NULL)
    return;
  what = g_strconcat (entity_key, "/", presentation, NULL);
  tw_window_count_use (self, "view:", what);
  state = tw_view_state_new (self->workspace, entity);
  tw_view_state_set_presentation (state, presentation);
  tw_window_push_place (self, TW_WINDOW_PAGE (tw_view_page_new (state)), entity->key);
}

static void
undo (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  TwWindow *self = TW_WINDOW (widget);

  if (self->undo_toasts != NULL)
    tw_undo_toasts_undo (self->undo_toasts, NULL);
}

static void
redo (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  TwWindow *self = TW_WINDOW (widget);

  if (self->undo_toasts != NULL)
    tw_undo_toasts_redo (self->undo_toasts);
}

static void
close_window (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  gtk_window_close (GTK_WINDOW (widget));
}

static const TwActionInfo infos[] = {
  { "win.undo", N_("Undo the last change"), "<Control>z", NULL, NULL, undo },
  { "win.redo", N_("Redo what was undone"), "<Control><Shift>z <Control>y", NULL, NULL, redo },
  { "win.back", N_("Back to the previous page"), "<Alt>Left Back", NULL, NULL, back },
  { "win.close", N_("Close the window"), "<Control>w", NULL, NULL, close_window },
  { "win.open-view", NULL, NULL, "s", NULL, open_view },
  { "win.present-view", NULL, NULL, "(ss)", NULL, present_view },
  { "win.open-saved", NULL, NULL, "s", NULL, open_saved },
  { "win.toast", NULL, NULL, "s", NULL, toast },
  { "win.toast-open", NULL, NULL, "(ss)", NULL, toast_open },
  { "win.open-outside", NULL, NULL, "s", NULL, open_outside },
};

const TwActionTable tw_window_actions = { N_("Everywhere"), infos, G_N_ELEMENTS (infos) };
