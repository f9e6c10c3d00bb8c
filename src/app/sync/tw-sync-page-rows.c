/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-sync-page-rows.h"

#include <glib/gi18n-lib.h>

#include "tw-doc.h"
#include "tw-sync-words.h"

static GtkWidget *
make_row (const char *title,
          const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  return row;
}

GtkWidget *
tw_sync_row_new_waiting (TwOutboxItem *item,
                         GTimeZone    *zone)
{
  g_autofree char *when = tw_sync_words_dup_time (item->at, zone), *tried = NULL, *subtitle = NULL;
  const char *title = item->title != NULL && *item->title != '\0' ? item->title : _("A record of before");

  if (item->tries > 1)
    tried = g_strdup_printf (ngettext ("sent %u time without an answer", "sent %u times without an answer", item->tries),
                             item->tries);
  subtitle = tried != NULL ? g_strdup_printf ("%s · %s", when, tried) : g_strdup (when);
  return make_row (title, subtitle);
}

GtkWidget *
tw_sync_row_new_problem (const char *problem,
                         GTimeZone  *zone)
{
  /* "2026-11-21T09:12:00Z sentence" */
  const char *space = strchr (problem, ' ');
  g_autofree char *stamp = space != NULL ? g_strndup (problem, space - problem) : NULL, *when = NULL;
  g_autoptr(GDateTime) at = stamp != NULL ? g_date_time_new_from_iso8601 (stamp, NULL) : NULL;

  if (at == NULL)
    return make_row (problem, NULL);
  when = tw_sync_words_dup_time (g_date_time_to_unix (at) * G_USEC_PER_SEC, zone);
  return make_row (space + 1, when);
}

/* --- What the server refused --- */

static char *
dup_reason (TwRefusal *refusal)
{
  g_autoptr(TwDoc) doc = refusal->problem != NULL ? tw_doc_parse ("problem", refusal->problem, -1, NULL) : NULL;
  const TwDocNode *root = doc != NULL ? tw_doc_get_root (doc) : NULL;
  const TwDocNode *detail = root != NULL && root->type == TW_DOC_OBJECT ? tw_doc_member (root, "detail") : NULL;

  if (detail != NULL && detail->type == TW_DOC_TEXT && *detail->text != '\0')
    return g_strdup (detail->text);
  return refusal->problem == NULL ? g_strdup (_("The record is no longer yours to see, so this was not sent."))
                                  : g_strdup (_("The server did not take this and gave no reason."));
}

static char *
dup_title (TwRefusal *refusal)
{
  return g_strdup (refusal->title != NULL && *refusal->title != '\0' ? refusal->title : _("A change"));
}

char *
tw_sync_dup_refusal_text (TwWorkspace *workspace,
                          TwRefusal   *refusal)
{
  TwStore *store = tw_workspace_get_store (workspace);
  TwSchema *schema = tw_workspace_get_schema (workspace);
  g_autofree char *title = dup_title (refusal);
  GString *text = g_string_new (title);

  for (guint i = 0; refusal->changes != NULL && i < refusal->changes->len; i++)
    {
      TwChange *change = g_ptr_array_index (refusal->changes, i);
      const TwEntity *entity = tw_schema_get_entity_by_number (schema, tw_change_get_entity (change));

      for (guint f = 0; entity != NULL && f < tw_change_get_n_fields (change); f++)
        {
          const TwFieldChange *edit = tw_change_get_field (change, f);
          const TwField *field = tw_entity_get_field_by_number (entity, edit->field);
          g_autofree char *link = NULL, *value = NULL;

          if (field == NULL || field->hidden || edit->field < TW_FIELD_FIRST_OWN || tw_value_is_null (&edit->after))
            continue;
          if (edit->after.type == TW_TYPE_LINK)
            link = tw_store_dup_title (store, edit->after.tag, &edit->after.id);
          value = tw_field_format (field, &edit->after, link);
          if (value != NULL && *value != '\0')
            g_string_append_printf (text, "\n%s: %s", tw_field_get_label (field), value);
        }
    }
  return g_string_free (text, FALSE);
}

static GtkWidget *
make_button (const char *label,
             const char *action,
             gint64      n)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "x", n);
  return button;
}

GtkWidget *
tw_sync_row_new_refusal (TwWorkspace *workspace,
                         TwRefusal   *refusal)
{
  GtkWidget *row = adw_expander_row_new (), *detail = NULL, *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *buttons_row = gtk_list_box_row_new ();
  g_autofree char *title = dup_title (refusal), *reason = dup_reason (refusal);
  g_autofree char *text = tw_sync_dup_refusal_text (workspace, refusal);
  g_autofree char *when = tw_sync_words_dup_time (refusal->at, tw_workspace_get_zone (workspace));
  const char *fields = strchr (text, '\n');

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), reason);
  detail = make_row (when, fields != NULL ? fields + 1 : NULL);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), detail);
  gtk_box_append (GTK_BOX (buttons), make_button (_("Try _Again"), "sync.retry", refusal->n));
  gtk_box_append (GTK_BOX (buttons), make_button (_("_Copy"), "sync.copy", refusal->n));
  gtk_box_append (GTK_BOX (buttons), make_button (_("_Discard"), "sync.discard", refusal->n));
  gtk_widget_add_css_class (buttons, "tw-sync-buttons");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (buttons_row), buttons);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (buttons_row), FALSE);
  gtk_widget_set_focusable (buttons_row, FALSE);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), buttons_row);
  /* What it is about is seen without opening it. */
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  return row;
}
