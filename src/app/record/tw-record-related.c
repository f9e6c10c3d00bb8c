/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-record-related.h"

#include <glib/gi18n-lib.h>

#define MAX_SHOWN 5                                    /* of each relation; the list of the entity has the rest */

struct _TwRecordRelated
{
  AdwBin       parent_instance;

  TwWorkspace *workspace;                              /* (owned) */
  GtkBox      *box;                                    /* child */
};

G_DEFINE_FINAL_TYPE (TwRecordRelated, tw_record_related, ADW_TYPE_BIN)

static void
row_activated_cb (GtkListBox    *list,
                  GtkListBoxRow *row,
                  gpointer       data)
{
  const char *id = g_object_get_data (G_OBJECT (row), "id");
  guint entity = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "entity"));

  gtk_widget_activate_action (GTK_WIDGET (list), "win.open-record", "(uss)", entity, id, "");
}

/* The second line: the first of the card's fields that says something and is no link back. */
static char *
dup_detail (TwRecordRelated *self,
            TwRecord        *record,
            const TwField   *link)
{
  const TwEntity *entity = tw_record_get_entity (record);
  const char *const *keys = entity->card_fields != NULL ? entity->card_fields : entity->list_columns;
  GString *detail = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; keys != NULL && keys[i] != NULL && n < 2; i++)
    {
      const TwField *field = tw_entity_get_field (entity, keys[i]);
      const TwValue *value = field != NULL ? tw_record_get (record, field) : NULL;
      g_autofree char *title = NULL, *text = NULL;

      if (value == NULL || tw_value_is_null (value) || field == link || field == entity->name_field
          || value->type == TW_TYPE_LIST)
        continue;
      if (value->type == TW_TYPE_LINK)
        title = tw_store_dup_title (tw_workspace_get_store (self->workspace), value->tag, &value->id);
      text = tw_field_format (field, value, title);
      if (text != NULL && *text != '\0')
        g_string_append_printf (detail, "%s%s", n++ > 0 ? " · " : "", text);
    }
  return g_string_free (detail, FALSE);
}

static GtkWidget *
make_row (TwRecordRelated *self,
          TwRecord        *record,
          const TwField   *link)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = tw_record_dup_title (record);
  g_autofree char *detail = dup_detail (self, record, link);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), *title != '\0' ? title : _("Without a name"));
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), detail);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "id", tw_id_dup_text (tw_record_get_id (record)), g_free);
  g_object_set_data (G_OBJECT (row), "entity", GUINT_TO_POINTER (tw_record_get_entity (record)->number));
  return row;
}

static void
add_relation (TwRecordRelated *self,
              TwRecord        *record,
              const TwInverse *inverse)
{
  TwStore *store = tw_workspace_get_store (self->workspace);
  g_autoptr(GPtrArray) records = tw_store_related (store, tw_record_get_entity (record), tw_record_get_id (record),
                                                   inverse, MAX_SHOWN + 1, NULL);
  g_autofree char *heading = NULL;
  GtkWidget *label = NULL, *list = NULL;

  if (records == NULL || records->len == 0)
    return;
  heading = g_strdup_printf (records->len > MAX_SHOWN ? "%s (%u+)" : "%s (%u)", tw_inverse_get_label (inverse),
                             MIN (records->len, MAX_SHOWN));
  label = gtk_label_new (heading);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (label, "tw-section-heading");
  gtk_box_append (self->box, label);
  list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  g_signal_connect (list, "row-activated", G_CALLBACK (row_activated_cb), NULL);
  for (guint i = 0; i < MIN (records->len, MAX_SHOWN); i++)
    gtk_list_box_append (GTK_LIST_BOX (list), make_row (self, g_ptr_array_index (records, i), inverse->field));
  gtk_box_append (self->box, list);
}

static void
tw_record_related_dispose (GObject *object)
{
  g_clear_object (&TW_RECORD_RELATED (object)->workspace);
  G_OBJECT_CLASS (tw_record_related_parent_class)->dispose (object);
}

static void
tw_record_related_class_init (TwRecordRelatedClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_record_related_dispose;
}

static void
tw_record_related_init (TwRecordRelated *self)
{
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  gtk_widget_add_css_class (GTK_WIDGET (self->box), "tw-record-related");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
}

/**
 * tw_record_related_new:
 * @workspace: the workspace
 *
 * Returns: (transfer floating): the relations without a record
 */
TwRecordRelated *
tw_record_related_new (TwWorkspace *workspace)
{
  TwRecordRelated *self = g_object_new (TW_TYPE_RECORD_RELATED, NULL);

  self->workspace = g_object_ref (workspace);
  return self;
}

/**
 * tw_record_related_set_record:
 * @self: the relations
 * @record: the record
 *
 * Shows what points to the record; the timeline has its activities.
 */
void
tw_record_related_set_record (TwRecordRelated *self,
                              TwRecord        *record)
{
  const TwEntity *entity = NULL;
  GtkWidget *child = NULL;

  g_return_if_fail (TW_IS_RECORD_RELATED (self) && TW_IS_RECORD (record));
  entity = tw_record_get_entity (record);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_box_remove (self->box, child);
  for (guint i = 0; i < entity->n_inverses; i++)
    if (!g_str_equal (entity->inverses[i]->field->entity->key, "activity"))
      add_relation (self, record, entity->inverses[i]);
  if (gtk_widget_get_first_child (GTK_WIDGET (self->box)) == NULL)
    {
      child = gtk_label_new (_("Nothing points to this record yet."));
      gtk_widget_add_css_class (child, "dim-label");
      gtk_label_set_wrap (GTK_LABEL (child), TRUE);
      gtk_box_append (self->box, child);
    }
}
