/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-view-layout.h"

#define KEY        "list-layouts"
#define ENTRY_TYPE "(asa{si}s)"
#define KEEP_DELAY 400                                 /* ms: a column that is dragged wider changes at every frame */
#define TIMER      "tw-view-layout-timer"
#define PENDING    "tw-view-layout-pending"            /* of the workspace: the state that has a timer */

static GSettings *
get_settings (TwViewState *state)
{
  return tw_workspace_get_settings (tw_view_state_get_workspace (state));
}

static void
keep (TwViewState *state)
{
  g_autoptr(GVariant) former = g_settings_get_value (get_settings (state), KEY);
  const char *entity = tw_view_state_get_entity (state)->key, *key = NULL;
  const TwField *group = tw_view_state_get_list_group (state);
  g_autoptr(GVariant) widths = tw_view_state_dup_widths (state);
  GVariantBuilder builder;
  GVariantIter iter;
  GVariant *entry = NULL;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{s" ENTRY_TYPE "}"));
  g_variant_iter_init (&iter, former);
  while (g_variant_iter_next (&iter, "{&s@" ENTRY_TYPE "}", &key, &entry))
    {
      if (!g_str_equal (key, entity))
        g_variant_builder_add (&builder, "{s@" ENTRY_TYPE "}", key, entry);
      g_variant_unref (entry);
    }
  g_variant_builder_add (&builder, "{s(^as@a{si}s)}", entity, tw_view_state_get_columns (state), widths,
                         group != NULL ? group->key : "");
  g_settings_set_value (get_settings (state), KEY, g_variant_builder_end (&builder));
}

static gboolean
keep_cb (gpointer data)
{
  TwViewState *state = TW_VIEW_STATE (data);

  g_object_set_data (G_OBJECT (state), TIMER, NULL);
  g_object_set_data (G_OBJECT (tw_view_state_get_workspace (state)), PENDING, NULL);
  if (tw_id_is_nil (tw_view_state_get_saved_view (state)))
    keep (state);
  return G_SOURCE_REMOVE;
}

/* Whoever comes back at once finds what was chosen last. */
static void
keep_pending (TwWorkspace *workspace)
{
  TwViewState *state = g_object_get_data (G_OBJECT (workspace), PENDING);
  guint id = state != NULL ? GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (state), TIMER)) : 0;

  if (id == 0)
    return;
  g_object_ref (state);
  g_source_remove (id);
  keep_cb (state);
  g_object_unref (state);
}

static void
changed_cb (TwViewState *state)
{
  TwWorkspace *workspace = tw_view_state_get_workspace (state);

  if (g_object_get_data (G_OBJECT (state), TIMER) != NULL)
    return;
  keep_pending (workspace);
  g_object_set_data (G_OBJECT (state), TIMER, GUINT_TO_POINTER (g_timeout_add_full (G_PRIORITY_DEFAULT, KEEP_DELAY, keep_cb,
                                                                                    g_object_ref (state), g_object_unref)));
  g_object_set_data (G_OBJECT (workspace), PENDING, state);
}

/**
 * tw_view_layout_follow:
 * @state: a view of all records of an entity
 *
 * Shows the columns, widths and groups that were chosen last, and keeps what is chosen from now on.
 */
void
tw_view_layout_follow (TwViewState *state)
{
  g_autoptr(GVariant) layouts = NULL, entry = NULL, widths = NULL;
  g_auto(GStrv) columns = NULL;
  g_autofree char *group = NULL;

  g_return_if_fail (TW_IS_VIEW_STATE (state));
  keep_pending (tw_view_state_get_workspace (state));
  layouts = g_settings_get_value (get_settings (state), KEY);
  entry = g_variant_lookup_value (layouts, tw_view_state_get_entity (state)->key, G_VARIANT_TYPE (ENTRY_TYPE));
  if (entry != NULL)
    {
      g_variant_get (entry, "(^as@a{si}s)", &columns, &widths, &group);
      if (columns[0] != NULL)
        tw_view_state_set_columns (state, (const char *const *) columns);
      tw_view_state_set_widths (state, widths);
      tw_view_state_set_list_group (state, group);
    }
  g_signal_connect (state, "notify::columns", G_CALLBACK (changed_cb), NULL);
  g_signal_connect (state, "notify::widths", G_CALLBACK (changed_cb), NULL);
  g_signal_connect (state, "notify::list-group", G_CALLBACK (changed_cb), NULL);
}
